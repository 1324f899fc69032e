"""``manage.py create_app Payroll --redirect-uri http://localhost:5000/callback --everyone --sign-up``."""

import argparse
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from django.core.management.base import CommandError

from accounts.management.subcommands import (
    Result,
    Subcommand,
    SubcommandsCommand,
    add_subcommand_arguments,
    argument,
)
from applications.management.lookups import group_ids, user_ids
from applications.models import Application
from applications.selectors import notes_of
from applications.services.apps import Assignments, author, create_application
from applications.services.sign_up import open_sign_up
from oidc.clients import create_client
from oidc.models import Client
from oidc.protocol.redirects import check_uris, parse_uris
from oidc.protocol.registration import DEFAULT_GRANT_TYPES, GrantType, Kind
from oidc.snippets import connection_of, environment, snippets
from policies.services.policy_changes import Author

NO_SECRET: Final = "(created and shown once without --dry-run)"
_ADDRESS: Final = {"action": "append", "default": [], "metavar": "ADDRESS"}
ARGUMENTS: Final = (
    argument("name", help="name of the app, as users see it"),
    argument("--redirect-uri", **_ADDRESS, help="redirect URI; repeat for several"),
    argument("--post-logout-uri", **_ADDRESS, help="post-logout redirect URI; repeat for several"),
    argument("--origin", **_ADDRESS, help="origin whose scripts may read responses (CORS)"),
    argument("--embedded", action="store_true", help="the app has its own sign-in pages (interaction code)"),
    argument("--require-pkce", action="store_true", help="refuse requests without a code challenge"),
    argument("--everyone", action="store_true", help="assign every user"),
    argument("--group", action="append", default=[], metavar="NAME", help="assign the members of this group"),
    argument("--person", action="append", default=[], metavar="ADDRESS", help="assign this user"),
    argument("--sign-up", action="store_true", help="let new users sign up and join the groups"),
    argument("--consent", action="store_true", help="ask users for consent"),
    argument("--initiate-login-uri", default="", metavar="ADDRESS", help="URI that its dashboard tile opens"),
)


class Command(SubcommandsCommand):
    """Create an app with its client and print what its developer needs."""

    help = "Create an app. Prints client ID, secret (once), environment and a sample program."
    options_of: ClassVar[Mapping[str, str]] = {
        "label": "name",
        "redirect_uris": "--redirect-uri",
        "post_logout_redirect_uris": "--post-logout-uri",
        "allowed_origins": "--origin",
    }

    def subcommands(self) -> Mapping[str, Subcommand]:
        return {"create": Subcommand(self.help, _created, ARGUMENTS)}

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        add_subcommand_arguments(parser, self.subcommands()["create"])
        kinds = parser.add_mutually_exclusive_group()
        for kind, description in (
            (Kind.WEB, "server-side app with a secret (default)"),
            (Kind.SPA, "single-page app in a browser"),
            (Kind.NATIVE, "native app on users' devices"),
        ):
            kinds.add_argument(f"--{kind}", dest="kind", action="store_const", const=kind, help=description)
        parser.set_defaults(kind=Kind.WEB, subcommand="create")

    def result_text(self, result: Result) -> str:
        """Return what a developer copies, with what it is in comments."""
        facts: Mapping[str, Any] = result if isinstance(result, Mapping) else {}
        secret = facts["client_secret"]
        lines = [
            f"Created {facts['label']}.",
            *facts["notes"],
            "",
            "# Environment" + (": the secret is not shown again" if secret else ""),
            facts["environment"],
            f"# {facts['program']['title']}",
            facts["program"]["text"],
            f"# Others: manage.py apps program {facts['client_id']} {'|'.join(facts['others'])}",
        ]
        return "\n".join(lines)


def _created(options: dict[str, Any], now: datetime) -> Result:
    groups = group_ids(options["group"])
    if options["sign_up"] and not (groups or options["everyone"]):
        why = "--sign-up: new users could not use the app. Add --everyone, or a --group for them."
        raise CommandError(why, returncode=2)
    by = author(None, now)
    row = create_application(
        options["name"],
        by,
        assigned=Assignments(groups, user_ids(options["person"])),
        everyone=options["everyone"],
        consent_required=options["consent"],
        initiate_login_uri=options["initiate_login_uri"],
    )
    client, secret = _client(row, options, by)
    if options["sign_up"]:
        open_sign_up(row, groups, by)
    return _client_result(row, client, secret, dry_run=options["dry_run"])


def _client(row: Application, options: dict[str, Any], by: Author) -> tuple[Client, str]:
    kind: Kind = options["kind"]
    grants = (*DEFAULT_GRANT_TYPES, *((GrantType.INTERACTION.value,) if options["embedded"] else ()))
    return create_client(
        row,
        by,
        public=kind.public,
        redirect_uris=_uris(options["redirect_uri"]),
        native=kind is Kind.NATIVE,
        pkce_required=options["require_pkce"],
        post_logout_redirect_uris="\n".join(_uris(options["post_logout_uri"])),
        allowed_origins="\n".join(_origins(kind, options)),
        grant_types=list(grants),
    )


def _uris(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the addresses of an option that may be said several times, or hold several."""
    return parse_uris("\n".join(texts))


def _origins(kind: Kind, options: dict[str, Any]) -> Sequence[str]:
    """Return the origins: for a page in a browser, by default those of its redirect URIs."""
    origins, redirect_uris = _uris(options["origin"]), _uris(options["redirect_uri"])
    if origins or kind is not Kind.SPA or check_uris("", redirect_uris):
        return origins
    parts = (urlsplit(uri) for uri in redirect_uris)
    return list(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))


def _client_result(row: Application, client: Client, secret: str, *, dry_run: bool) -> Result:
    connection = connection_of(client)
    shown = "" if dry_run else secret
    program, *others = snippets(connection)
    return {
        "label": row.label,
        "client_id": client.client_id,
        "client_secret": shown or None,
        "issuer": connection.issuer,
        "redirect_uris": list(connection.redirect_uris),
        "enrollment_policy": row.enrollment_policy.name if row.enrollment_policy else None,
        "notes": [note.english for note in notes_of(row)],
        "environment": environment(connection, shown or NO_SECRET),
        "program": {"key": program.key, "title": program.title, "text": program.text},
        "others": [other.key for other in others],
    }
