"""``manage.py simulate_policy --person ada@example.com --app dashboard``: explain the decisions."""

import argparse
import json
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.models import User
from applications.domain import DASHBOARD
from applications.selectors import UnknownApplication, application
from flows.prompt_preview import prompt_text, simulated_prompts
from identity_providers.selectors import providers
from policies.domain.facts import Facts, Occasion, Operation
from policies.domain.simulation import data_of, explain_all, lines_of
from policies.selectors import current_policies
from policies.selectors.users import groups_named, groups_of

# ``--settings`` is Django's own.
_OCCASIONS = {
    "--sign-up": Occasion.SIGN_UP,
    "--recovery": Occasion.RECOVERY,
    "--in-settings": Occasion.SETTINGS,
}


class Command(BaseCommand):
    """Print the evaluation of every policy and rule for a user, with the outcome."""

    help = "Show what the policies decide for a user, an app, an IP address and a time, and why."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--person", help="email address of the user (default: a new user)")
        parser.add_argument(
            "--group", action="append", default=[], help="a further group; repeat for several"
        )
        parser.add_argument("--app", default=DASHBOARD, help="key of the app (default: dashboard)")
        parser.add_argument("--ip", type=_address, help="IP address of the request, such as 203.0.113.9")
        parser.add_argument("--at", type=_time, help="time with UTC offset: 2026-11-22T20:00+01:00")
        parser.add_argument("--new-device", action="store_true", help="the device has not been used before")
        parser.add_argument("--identity-provider", help="name of the identity provider of the sign-in")
        parser.add_argument(
            "--prompts",
            action="store_true",
            help="show the pages of the sign-in or sign-up instead, with the authenticators of the user",
        )
        parser.add_argument("--json", action="store_true", help="write JSON")
        occasion = parser.add_mutually_exclusive_group()
        for flag, value in _OCCASIONS.items():
            occasion.add_argument(flag, dest="occasion", action="store_const", const=value)
        parser.add_argument(
            "--operation",
            choices=[operation.value for operation in Operation],
            help="operation in the settings",
        )
        parser.add_argument(
            "--authenticator", choices=[authenticator.value for authenticator in Authenticator]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            policy_id = application(options["app"]).authentication_policy_id
        except UnknownApplication as unknown:
            raise CommandError(f"No app has the key {options['app']!r}.") from unknown
        user = _user(options["person"]) if options["person"] else None
        facts = _facts(options, user)
        if options["prompts"]:
            self._write_prompts(user, facts, options)
            return
        explained = explain_all(current_policies(), facts, policy_id)
        if options["json"]:
            self.stdout.write(
                json.dumps([data_of(explanation) for explanation in explained], indent=2, ensure_ascii=False)
            )
            return
        self.stdout.write("\n\n".join("\n".join(lines_of(explanation)) for explanation in explained))

    def _write_prompts(self, user: User | None, facts: Facts, options: dict[str, Any]) -> None:
        """Print the pages that a sign-in or a sign-up would show, one a line."""
        found = simulated_prompts(user, options["app"], facts, current_policies())
        if found is None:
            raise CommandError("--prompts shows a sign-in of --person, or a new user with --sign-up.")
        texts = [prompt_text(prompt) for prompt in found] or ["The status of the account allows no sign-in."]
        self.stdout.write(json.dumps(texts, ensure_ascii=False) if options["json"] else "\n".join(texts))


def _facts(options: dict[str, Any], user: User | None) -> Facts:
    operation, authenticator = options["operation"], options["authenticator"]
    return Facts(
        at=options["at"] or timezone.now(),
        occasion=options["occasion"] or Occasion.SIGN_IN,
        user_id=user.pk if user else None,
        group_ids=(groups_of(user) if user else frozenset()) | _groups(options["group"]),
        ip_address=options["ip"],
        new_device=options["new_device"],
        operation=Operation(operation) if operation else None,
        authenticator=Authenticator(authenticator) if authenticator else None,
        identity_providers=_provider(options["identity_provider"]),
    )


def _user(text: str) -> User:
    try:
        found = User.objects.filter(login=parse_email(text).normal).first()
    except InvalidEmail:
        found = None
    if found is None:
        raise CommandError(f"No user has the email address {text!r}.")
    return found


def _provider(label: str | None) -> frozenset[str]:
    if not label:
        return frozenset()
    found = [provider.public_id for provider in providers().values() if provider.label == label]
    if not found:
        raise CommandError(f"No identity provider has the name {label!r}.")
    return frozenset(found)


def _groups(names: list[str]) -> frozenset[int]:
    found = groups_named(names)
    missing = [name for name, id in found.items() if id is None]
    if missing:
        raise CommandError(f"No group has the name {missing[0]!r}.")
    return frozenset(id for id in found.values() if id is not None)


def _address(text: str) -> IPv4Address | IPv6Address:
    try:
        return ip_address(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an IP address") from None


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not an ISO 8601 time") from None
    if time.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} has no UTC offset, as in 2026-11-22T20:00+01:00")
    return time
