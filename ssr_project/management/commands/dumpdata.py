"""Refuse Django's ``dumpdata``: it prints hashes and sealed secrets."""

from ssr_project.refused_commands import DisabledCommand


class Command(DisabledCommand):
    """Name the command to use instead."""

    reason = (
        "It would print password hashes and secrets. Use: manage.py export_config, or pg_dump for a backup"
    )
    help = reason
