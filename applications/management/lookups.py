"""Finding apps, groups and users by text typed on the server."""

from collections.abc import Iterable

from django.core.management.base import CommandError

from accounts.domain.messages import Message
from accounts.domain.text import tidy
from accounts.management.subcommands import EXIT_AMBIGUOUS, EXIT_NOT_FOUND, not_found
from accounts.users.groups import read_addresses
from applications.models import Application
from policies.selectors.users import groups_named


def app_named(text: str) -> Application:
    """Return the app with this client id, or else with this name. Raises CommandError."""
    by_key = Application.objects.filter(key=text).first()
    if by_key is not None:
        return by_key
    called = list(Application.objects.filter(label__iexact=tidy(text)).order_by("key"))
    if len(called) > 1:
        keys = ", ".join(app.key for app in called)
        raise CommandError(Message("ssr.app.several", (text, keys)).english, returncode=EXIT_AMBIGUOUS)
    if not called:
        raise not_found("ssr.app.unknown", text)
    return called[0]


def group_ids(names: Iterable[str]) -> frozenset[int]:
    """Return the ids of groups by name. Raises CommandError naming the first that is not there."""
    found = groups_named(names)
    missing = [name for name, id in found.items() if id is None]
    if missing:
        why = Message("ssr.group.unknown", (missing[0],)).english
        raise CommandError(f"--group: {why}", returncode=EXIT_NOT_FOUND)
    return frozenset(id for id in found.values() if id is not None)


def user_ids(addresses: Iterable[str]) -> frozenset[int]:
    """Return the ids of users by address. Raises CommandError naming each unknown address."""
    ids, violations = read_addresses("\n".join(addresses))
    if violations:
        why = " ".join(Message.of(violation).english for violation in violations)
        raise CommandError(f"--person: {why}", returncode=EXIT_NOT_FOUND)
    return frozenset(ids)
