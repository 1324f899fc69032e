"""Refuse the OAuth library's ``createapplication``: apps have more than the library knows."""

from ssr_project.refused_commands import DisabledCommand


class Command(DisabledCommand):
    """Name the command to use instead."""

    reason = "Use: manage.py create_app"
    help = reason
