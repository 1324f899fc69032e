"""``manage.py admin_access ada@example.com``: a one-time link into the administration."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.messages import entry, format_text
from accounts.lifecycle.admin_access import InactiveUser, issue_link


class Command(BaseCommand):
    """Print a link that opens the administration once, within ten minutes."""

    help = "Print a one-time link (10 minutes) that signs an administrator in. Creates the user if needed."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("address", help="email address of the administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            address = parse_email(options["address"])
        except InvalidEmail as invalid:
            why = format_text(entry(invalid.code).text, invalid.params)
            raise CommandError(f"{options['address']!r}: {why}") from invalid
        try:
            link = issue_link(address, timezone.now())
        except InactiveUser as status:
            raise CommandError(
                f"{address} is {status}. Ask another administrator to activate the account, or use an"
                " address without an account."
            ) from status
        self.stdout.write(link)
