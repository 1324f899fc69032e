"""What happens between the command and the first page."""

import os
import sys
from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Status
from accounts.lifecycle.admin_access import issue_link
from accounts.models import User
from accounts.page_paths import page_path
from ssr_project.dev.guard import mailbox_url
from ssr_project.embedded import database_setup, ports
from ssr_project.mail_server import MAILBOX

FIRST_ADMINISTRATOR = "admin@example.com"


@dataclass(frozen=True, slots=True)
class Address:
    """One line to print."""

    name: str
    url: str


def prepare_database() -> None:
    """Bring the tables up to date; put something to look at into a new database."""
    if database_setup.migrate():
        call_command("demo", verbosity=0)


def addresses() -> list[Address]:
    """Return where to go."""
    own_mailbox = settings.EMAIL_BACKEND == MAILBOX
    return [
        Address("Sign in", f"{settings.PUBLIC_URL}{page_path('flows:sign_in')}"),
        Address("Sign up", f"{settings.PUBLIC_URL}{page_path('flows:sign_up')}"),
        _administration(),
        *([Address("Mailbox", mailbox_url())] if own_mailbox else []),
    ]


def _administration() -> Address:
    """Return the plain address, or a one-time link while no administrator could sign in."""
    if User.objects.filter(is_superuser=True, status=Status.ACTIVE.value).exists():
        return Address("Admin", f"{settings.PUBLIC_URL}{page_path('admin:index')}")
    link = issue_link(parse_email(FIRST_ADMINISTRATOR), timezone.now())
    return Address("Admin", f"{link}  (signs you in as {FIRST_ADMINISTRATOR}; works once, for ten minutes)")


def restart_on_port(port: int) -> None:
    """Replace this process by the same command on ``port``: settings for cookies and addresses hold it."""
    os.environ["PORT"] = str(port)
    sys.stdout.flush()
    os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 - our own command line again


def usable_port() -> int:
    """Return the configured port when it is free or explicit, else the next free one."""
    if settings.PORT_IS_CHOSEN or ports.is_free(settings.PORT):
        return settings.PORT
    return ports.first_free()
