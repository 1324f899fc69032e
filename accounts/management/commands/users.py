"""``manage.py users suspend ada@example.com``: list, create, import, export and administer users."""

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import IO, Any, ClassVar, Final

from django.core.management.base import CommandError
from django.db.models import QuerySet

from accounts.domain.identifiers import EmailAddress, InvalidEmail, parse_email
from accounts.domain.lifecycle import Action, Status
from accounts.domain.messages import Message
from accounts.domain.passwords import PasswordRules
from accounts.domain.profile_cells import read_values
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.lifecycle.account_deletion import delete_user
from accounts.lifecycle.administrator_actions import end_sessions, perform
from accounts.lifecycle.invitations import (
    ActivationMethod,
    AddedUser,
    add_user,
    reset_password,
    send_activation,
)
from accounts.management.commands.groups import found as found_group
from accounts.management.subcommands import (
    EXIT_AMBIGUOUS,
    EXIT_NOT_FOUND,
    EXIT_REFUSED,
    Result,
    Subcommand,
    SubcommandsCommand,
    argument,
)
from accounts.management.user_facts import session_facts, user_facts
from accounts.management.user_import import ARGUMENTS, import_users
from accounts.models import Membership, User
from accounts.profile.profiles import Values
from accounts.profile.schema import schema_beside_address
from accounts.profile.user_export import ExportFormat, export_users
from accounts.users.lookup import AmbiguousAddress, find_user
from accounts.users.search import search_users

Service = Callable[..., User]


def _perform(action: Action) -> Service:
    return partial(perform, action)


ACTIONS: Final[Mapping[str, tuple[Service, str]]] = {
    "activate": (
        send_activation,
        "send an activation link (staged, deactivated); activate at once if there is a password",
    ),
    "reactivate": (send_activation, "send the activation link again"),
    "activate-now": (_perform(Action.COMPLETE), "activate without an email"),
    "suspend": (_perform(Action.SUSPEND), "block sign-in and end every session"),
    "unsuspend": (_perform(Action.UNSUSPEND), "allow sign-in again"),
    "unlock": (_perform(Action.UNLOCK), "clear failed attempts, from trusted devices and from others"),
    "expire-password": (
        _perform(Action.EXPIRE_PASSWORD),
        "end every session; the user chooses a new password at the next sign-in",
    ),
    "reset-password": (
        reset_password,
        "block sign-in until the user chooses a new password through an emailed link",
    ),
    "deactivate": (
        _perform(Action.DEACTIVATE),
        "end the account and remove its password, rights and address",
    ),
    "delete": (delete_user, "deactivate; a second time, permanently delete all personal data"),
}
ACTIVATIONS: Final = {
    "email": ActivationMethod.ACTIVATION_MAIL,
    "staged": ActivationMethod.STAGED,
    "verified": ActivationMethod.VERIFIED,
}
DEFAULT_LIMIT: Final = 50

USER = argument("person", metavar="user", help="email address or public id of the user")
FILTERS = (
    argument("--search", default="", metavar="TEXT", help="part of a name or an email address"),
    argument("--status", choices=[status.value for status in Status], help="only users with this status"),
    argument("--group", metavar="NAME", help="only members of this group"),
)


class Command(SubcommandsCommand):
    """List, create, import, export and administer users, with the events of the administration."""

    help = "List, show, create, import and export users; suspend, unlock, deactivate, … one."
    options_of: ClassVar[Mapping[str, str]] = {"address": "email"}

    def subcommands(self) -> Mapping[str, Subcommand]:
        limit = argument(
            "--limit", type=int, default=DEFAULT_LIMIT, help=f"at most so many ({DEFAULT_LIMIT})"
        )
        output = argument("--output", metavar="FILE", help="new file; without it, standard output")
        end = argument("--end", action="store_true", help="end all of them")
        return {
            "list": Subcommand("list users, newest first", _listed, (*FILTERS, limit), writes=False),
            "show": Subcommand("show the account", _shown, (USER,), writes=False),
            "create": Subcommand("create a user", _created, CREATION),
            "export": Subcommand(
                "write users as CSV, or as JSON with --json",
                self.export,
                (*FILTERS, output),
                writes=False,
                is_atomic=False,
            ),
            "import": Subcommand(
                "create users from a CSV file, in batches; bad lines are left out",
                self.import_file,
                ARGUMENTS,
                is_atomic=False,
            ),
            "sessions": Subcommand("list the user's sessions, or end all of them", _sessions, (USER, end)),
            **{
                name: Subcommand(description, partial(_acted, service), (USER,))
                for name, (service, description) in ACTIONS.items()
            },
        }

    def import_file(self, options: dict[str, Any], _now: datetime) -> None:
        """Import a file, in many atomic blocks. Raises CommandError after the counts if lines have errors."""
        result = import_users(options)
        self.write_result(result, as_json=options["json"], dry_run=options["dry_run"])
        if result["error"]:
            raise CommandError(f"{result['error']} lines have errors.", returncode=EXIT_REFUSED)

    def export(self, options: dict[str, Any], now: datetime) -> None:
        """Write the users part by part: they may not fit into memory."""
        file_format = ExportFormat.JSON if options["json"] else ExportFormat.CSV
        names = [name for name in ("search", "status", "group") if options[name]]
        users = _filtered(options)
        parts = export_users(users, file_format, actor=None, now=now, filters=names)
        if not options["output"]:
            for part in parts:
                self.stdout.write(part, ending="")
            return
        with _new_file(options["output"]) as file:
            file.writelines(parts)


CREATION = (
    argument("address", metavar="email", help="email address"),
    argument("--first-name", default="", help="first name"),
    argument("--last-name", default="", help="last name"),
    argument("--group", action="append", default=[], metavar="NAME", help="group; can be repeated"),
    argument("--set", action="append", default=[], metavar="KEY=VALUE", help="attribute; can be repeated"),
    argument(
        "--activation",
        choices=list(ACTIVATIONS),
        default="email",
        help="send an activation email, leave staged, or take the address as verified and activate",
    ),
)


def _new_file(path: str) -> IO[str]:
    """Open a file that only its owner reads. Raises CommandError for one that exists."""
    try:
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")
    except OSError as error:
        raise CommandError(f"--output: {error.strerror}", returncode=EXIT_REFUSED) from error


def _filtered(options: Mapping[str, Any]) -> QuerySet[User]:
    users: QuerySet[User] = User.objects.all()
    if options["status"]:
        users = users.filter(status=options["status"])
    if options["group"]:
        members = Membership.objects.filter(group=found_group(options["group"]))
        users = users.filter(pk__in=members.values("user"))
    return search_users(users, options["search"])


def _listed(options: dict[str, Any], _now: datetime) -> Result:
    if options["limit"] < 1:
        raise CommandError("--limit: Enter a number of 1 or more.", returncode=EXIT_REFUSED)
    return [
        {"id": user.public_id, "email": user.email, "name": user.get_full_name(), "status": user.status}
        for user in _filtered(options).order_by("-pk")[: options["limit"]]
    ]


def _created(options: dict[str, Any], now: datetime) -> Result:
    added = AddedUser(
        address=_address(options["address"]),
        values=_values(options),
        group_ids=tuple(found_group(name).pk for name in options["group"]),
        start=ACTIVATIONS[options["activation"]],
    )
    # The rules are for temporary passwords, which a command line must not hold.
    user = add_user(added, PasswordRules(), actor=None, now=now)
    return {"id": user.public_id, "email": user.email, "status": user.status}


def _address(text: str) -> EmailAddress:
    try:
        return parse_email(text)
    except InvalidEmail as invalid:
        raise ValidationFailed([Violation("address", invalid.code, invalid.params)]) from invalid


def _values(options: Mapping[str, Any]) -> Values:
    schema = schema_beside_address()
    cells = {"firstName": options["first_name"], "lastName": options["last_name"]}
    for assignment in options["set"]:
        key, _sign, text = assignment.partition("=")
        if key not in schema:
            raise CommandError(f"--set: there is no attribute {key}.", returncode=EXIT_NOT_FOUND)
        cells[key] = text
    reviewed = read_values(schema, cells, required=True)
    raise_if(reviewed.violations)
    return reviewed.values


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


def _run_service(service: Service, user: User, now: datetime) -> None:
    try:
        service(user.pk, actor=None, now=now)
    except ValidationFailed as failure:
        why = " ".join(Message.of(violation).english for violation in failure.violations)
        raise CommandError(f"{user.email}: {why}", returncode=EXIT_REFUSED) from failure


def _acted(service: Service, options: dict[str, Any], now: datetime) -> Result:
    user = _found(options["person"])
    _run_service(service, user, now)
    after = User.objects.filter(pk=user.pk).first()
    if after is None:
        return {"id": user.public_id, "deleted": True}
    return {"id": after.public_id, "email": after.email, "status": after.status}


def _sessions(options: dict[str, Any], now: datetime) -> Result:
    user, end = _found(options["person"]), options["end"]
    listed = session_facts(user, now)
    if end:
        _run_service(end_sessions, user, now)
    return {"id": user.public_id, "email": user.email, "ended": end, "sessions": listed}


def _shown(options: dict[str, Any], now: datetime) -> Result:
    return user_facts(_found(options["person"]), now)
