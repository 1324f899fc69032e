"""Refuse Django's ``changepassword``: it sets any password, past policy, history, events and sessions."""

from ssr_project.refused_commands import DisabledCommand


class Command(DisabledCommand):
    """Name the command to use instead."""

    reason = "Users choose their own passwords. Use: manage.py users reset-password ADDRESS"
    help = reason
