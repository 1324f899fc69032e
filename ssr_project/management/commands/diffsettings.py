"""Refuse Django's ``diffsettings``: it prints every secret of the environment."""

from ssr_project.refused_commands import DisabledCommand


class Command(DisabledCommand):
    """Name the command to use instead."""

    reason = "It would print every secret. Use: manage.py check --deploy"
    help = reason
