"""``manage.py sendtestemail ADDRESS``: a test email by the way of every mail, and the server's answer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.messaging.mail_test import send_test_email, wait_for_result
from accounts.models import MailState

DEFAULT_WAIT_SECONDS = 30.0


class Command(BaseCommand):
    """Replaces Django's command, which would bypass the outbox and the worker."""

    help = "Send a test email through the outbox and a worker, and print the mail server's answer."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="address of the recipient")
        parser.add_argument(
            "--wait", type=float, default=DEFAULT_WAIT_SECONDS, metavar="SECONDS", help="how long to wait"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Send it and wait. Raises CommandError when it was not accepted."""
        try:
            to = parse_email(options["email"])
        except InvalidEmail as invalid:
            raise CommandError(f"Not an email address: {options['email']}") from invalid
        mail = send_test_email(to, requested_from="manage.py")
        result = wait_for_result(mail.pk, max(options["wait"], 0.0))
        if result.is_waiting:
            raise CommandError(
                f"Still queued as {mail.message_id}. Check that a worker is running and reaches the broker."
            )
        if result.state is not MailState.SENT:
            raise CommandError(f"Not sent: {result.answer}")
        self.stdout.write(f"Accepted by the mail server: {result.answer or 'no answer (not SMTP)'}")
