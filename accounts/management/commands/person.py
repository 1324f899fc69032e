"""``manage.py person suspend ada@example.com``: administer a user on the command line."""

import argparse
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.credentials.lockout import is_forever, lock_state
from accounts.domain.lifecycle import Action
from accounts.domain.messages import Message
from accounts.domain.violations import ValidationFailed
from accounts.lifecycle.account_deletion import delete_user
from accounts.lifecycle.administrator_actions import end_sessions, perform
from accounts.lifecycle.invitations import reset_password, send_activation
from accounts.management.subcommands import require_tables
from accounts.models import User
from accounts.sessions.queries import session_views
from accounts.users.lookup import AmbiguousAddress, find_user

EXIT_NOT_FOUND: Final = 3
EXIT_AMBIGUOUS: Final = 4
EXIT_REFUSED: Final = 5

Service = Callable[..., User]


def _action_service(action: Action) -> Service:
    return partial(perform, action)


ACTIONS: Final[Mapping[str, Service]] = {
    "activate": send_activation,
    "reactivate": send_activation,
    "activate-now": _action_service(Action.COMPLETE),
    "suspend": _action_service(Action.SUSPEND),
    "unsuspend": _action_service(Action.UNSUSPEND),
    "unlock": _action_service(Action.UNLOCK),
    "expire-password": _action_service(Action.EXPIRE_PASSWORD),
    "reset-password": reset_password,
    "deactivate": _action_service(Action.DEACTIVATE),
    "delete": delete_user,
}
LOOKS: Final = ("show", "sessions")

EPILOG: Final = """
show               show the account
sessions           list the user's sessions; --end ends all of them
activate           send an activation link (staged, deactivated); activates at once if there is a password
reactivate         send the activation link again
activate-now       activate without an email
suspend            block sign-in and end every session; unsuspend allows sign-in again
unlock             clear failed attempts, from trusted devices and from others
expire-password    end every session; the user chooses a new password at the next sign-in
reset-password     block sign-in until the user chooses a new password through an emailed link
deactivate         end the account and remove its password, rights and address
delete             deactivate; a second time, permanently delete all personal data

Exit codes: 0 success, 1 or 2 invalid arguments, 3 no such user, 4 several users had the address, 5 refused.
"""


class Command(BaseCommand):
    """Show or change one user, with the events of the administration."""

    help = "Show a user, or suspend, unlock, deactivate, … the user."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        return super().create_parser(prog_name, subcommand, epilog=EPILOG, **kwargs)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        actions = (*LOOKS, *ACTIONS)
        parser.add_argument("action", choices=actions, metavar="action", help=", ".join(actions))
        parser.add_argument("person", help="email address or public id of the user")
        parser.add_argument("--end", action="store_true", help="with sessions: end all of them")
        parser.add_argument("--json", action="store_true", help="write one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        action, now = options["action"], timezone.now()
        if options["end"] and action != "sessions":
            raise CommandError("--end goes with the action sessions.", returncode=2)
        require_tables()
        user = _found(options["person"])
        if action == "sessions":
            result = _sessions(user, now, end=options["end"])
        elif action == "show":
            result = _shown(user, now)
        else:
            result = _done(action, user, now)
        self.stdout.write(json.dumps(result, indent=2) if options["json"] else _as_text(result))


def _found(text: str) -> User:
    try:
        user = find_user(text)
    except AmbiguousAddress as several:
        ids = ", ".join(several.public_ids)
        why = f"Several deactivated users had the address {text}. Use a public id: {ids}."
        raise CommandError(why, returncode=EXIT_AMBIGUOUS) from several
    if user is None:
        raise CommandError(Message("ssr.person.address.unknown", (text,)).english, returncode=EXIT_NOT_FOUND)
    return user


def _run_service(service: Service, user: User, now: datetime) -> User:
    try:
        return service(user.pk, actor=None, now=now)
    except ValidationFailed as failure:
        why = " ".join(Message.of(violation).english for violation in failure.violations)
        raise CommandError(f"{user.email}: {why}", returncode=EXIT_REFUSED) from failure


def _done(action: str, user: User, now: datetime) -> dict[str, Any]:
    _run_service(ACTIONS[action], user, now)
    after = User.objects.filter(pk=user.pk).first()
    if after is None:
        return {"id": user.public_id, "deleted": True}
    return {"id": after.public_id, "email": after.email, "status": after.status}


def _sessions(user: User, now: datetime, *, end: bool) -> dict[str, Any]:
    listed = [
        {
            "client": session.client,
            "ip_address": session.ip_address,
            "created_at": session.created_at.isoformat(),
            "last_seen_at": session.last_seen_at.isoformat(),
        }
        for session in session_views(user, now)
    ]
    if end:
        _run_service(end_sessions, user, now)
    return {"id": user.public_id, "email": user.email, "ended": end, "sessions": listed}


def _shown(user: User, now: datetime) -> dict[str, Any]:
    lock = lock_state([user.login or ""], now).get(user.login or "")
    return {
        "id": user.public_id,
        "email": user.email,
        "email_verified": user.email_verified,
        "name": user.get_full_name(),
        "status": user.status,
        "status_changed_at": _moment(user.status_changed_at),
        "origin": user.origin,
        "administrator": user.is_staff,
        "has_password": user.has_password,
        "password_changed_at": _moment(user.password_changed_at),
        "created_at": _moment(user.created_at),
        "activated_at": _moment(user.activated_at),
        "last_sign_in": _moment(user.last_login),
        "locked_until": _lock(lock.trusted) if lock else None,
        "strangers_locked_until": _lock(lock.untrusted) if lock else None,
        "sessions": len(session_views(user, now)),
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _lock(until: datetime | None) -> str | None:
    return "unlocked by hand" if until is not None and is_forever(until) else _moment(until)


def _as_text(result: Mapping[str, Any]) -> str:
    lines = []
    for key, value in result.items():
        if isinstance(value, list):
            lines.append(f"{key}: {len(value)}")
            lines += ["  " + " · ".join(str(part) for part in row.values() if part) for row in value]
        else:
            lines.append(f"{key}: {'' if value is None else value}")
    return "\n".join(lines)
