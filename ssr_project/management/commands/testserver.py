"""Refuse Django's ``testserver``: it serves a database of fixtures."""

from ssr_project.refused_commands import DisabledCommand


class Command(DisabledCommand):
    """Name the command to use instead."""

    reason = "Use: manage.py serve"
    help = reason
