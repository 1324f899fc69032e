"""Refuse Django's ``loaddata``: it writes rows past every check and event."""

from ssr_project.refused_commands import DisabledCommand


class Command(DisabledCommand):
    """Name the command to use instead."""

    reason = "It would bypass every check. Use: manage.py apply_config, or pg_restore for a backup"
    help = reason
