"""Refuse Django's ``loaddata``: it writes rows past every check and event."""

from ssr_project.refused_commands import RefusedCommand


class Command(RefusedCommand):
    """Name the command to use instead."""

    reason = "It would bypass every check. Use: manage.py apply_config, or pg_restore for a backup"
    help = reason
