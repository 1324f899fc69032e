"""Refuse the OAuth library's ``clearcimdapplications``: no client registers itself here."""

from ssr_project.refused_commands import DisabledCommand


class Command(DisabledCommand):
    """Name the command to use instead."""

    reason = "Clients cannot register themselves. Use: manage.py cleartokens"
    help = reason
