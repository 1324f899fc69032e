"""``manage.py apps rotate-secret Payroll``: what is done to apps, with the sign-in that is known here."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.management.base import CommandError

from accounts.management.subcommands import EXIT_NOT_FOUND, Result, Subcommand, argument
from applications.management.commands.apps import APP
from applications.management.commands.apps import Command as AppsCommand
from applications.management.lookups import app_named
from applications.models import Application
from applications.services.apps import author
from oidc.clients import OVERLAP, rotate_secret
from oidc.models import Client
from oidc.snippets import connection_of, snippets

SHOWN: Final = (
    "client_type",
    "native",
    "pkce_required",
    "grant_types",
    "scopes",
    "backchannel_logout_uri",
    "access_seconds",
    "refresh_seconds",
    "refresh_idle_seconds",
)
LISTS: Final = ("redirect_uris", "post_logout_redirect_uris", "allowed_origins")


class Command(AppsCommand):
    """List, enable, disable, assign and delete apps, rotate secrets and print sample programs."""

    help = "List, enable, disable, assign and delete apps, rotate secrets and print sample programs."

    def subcommands(self) -> Mapping[str, Subcommand]:
        at_once = argument("--at-once", action="store_true", help="revoke the old secret now")
        which = argument("program", nargs="?", default="", help="flask, django, spa, okta-auth-js or curl")
        rotated = f"create a secret and show it once; the old one works for {OVERLAP.days} more days"
        return {
            **super().subcommands(),
            "rotate-secret": Subcommand(rotated, _rotated, (APP, at_once)),
            "program": Subcommand(
                "show a sample program for the app", self.program, (APP, which), writes=False
            ),
        }

    def facts(self, row: Application) -> dict[str, Any]:
        client: Client | None = Client.objects.filter(application=row).first()
        if client is None:
            return super().facts(row)
        lists = {name: getattr(client, name).split() for name in LISTS}
        return {**super().facts(row), **lists, **{name: getattr(client, name) for name in SHOWN}}

    def program(self, options: dict[str, Any], _now: datetime) -> Result:
        known = {snippet.key: snippet for snippet in snippets(connection_of(_client_of(options)))}
        key = options["program"] or next(iter(known))
        if key not in known:
            raise CommandError(f"program: choose one of {', '.join(known)}.", returncode=2)
        return {"program": known[key].title, "text": known[key].text}

    def result_text(self, result: Result) -> str:
        """Return a program as it is, to be written into a file; anything else as always."""
        return (
            result["text"]
            if isinstance(result, Mapping) and "text" in result
            else super().result_text(result)
        )


def _client_of(options: dict[str, Any]) -> Client:
    row = app_named(options["app"])
    client = Client.objects.filter(application=row).first()
    if not isinstance(client, Client):
        raise CommandError(f"“{row.label}” has no OpenID Connect client.", returncode=EXIT_NOT_FOUND)
    return client


def _rotated(options: dict[str, Any], now: datetime) -> Result:
    client, overlap = _client_of(options), timedelta() if options["at_once"] else OVERLAP
    secret = rotate_secret(client, author(None, now), overlap)
    until = (now + overlap).isoformat(timespec="seconds")
    shown = "" if options["dry_run"] else secret
    return {"client_id": client.client_id, "client_secret": shown, "old_secret_until": until}
