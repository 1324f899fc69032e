"""`manage.py reencrypt`: move stored secrets to the first key of ENCRYPTION_KEYS."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.core.management.base import BaseCommand

from accounts.credentials import reencryption
from accounts.credentials.crypto import Unreadable
from identity_providers.services import reencryption as provider_secrets
from oidc import signing_keys
from ssr_project.encryption_checks import uses


class Command(BaseCommand):
    """Re-encrypt stored secrets and list the keys in use."""

    help = "Encrypt stored secrets with the first key of ENCRYPTION_KEYS; list the keys in use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only list the keys in use")

    def handle(self, *_args: Any, dry_run: bool, **_options: Any) -> None:
        """Re-encrypt everything, then list. Raises CommandError when a key is missing."""
        if not dry_run:
            try:
                moved = reencryption.reencrypt() + signing_keys.reencrypt() + provider_secrets.reencrypt()
            except Unreadable as error:
                raise CommandError(
                    "A stored secret can't be read because its key is missing in ENCRYPTION_KEYS. Restore "
                    "the key, or delete what needs it. 'manage.py reencrypt --dry-run' lists the key ids."
                ) from error
            self.stdout.write(f"{moved} values re-encrypted with the first key.")
        for use in uses():
            self.stdout.write(f"{use.key_id}\t{use.count}\t{use.kind}")
