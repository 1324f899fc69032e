"""Refuse Django's ``createsuperuser``: it knows neither this server's accounts nor its roles."""

from ssr_project.refused_commands import DisabledCommand


class Command(DisabledCommand):
    """Name the command to use instead."""

    reason = "Administrators sign in by a one-time link. Use: manage.py admin_access ADDRESS"
    help = reason
