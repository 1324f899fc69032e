"""End an account: apply to every row that leads to a user what its model declares (ADR 0029).

Each app declares its own models in ``account_data``, so that a lower app ends rows it does not know.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth.hashers import make_password
from django.db import models

from accounts.domain.account_ends import AccountEnd, Disposition, Dispositions
from accounts.domain.identifiers import parse_email
from accounts.models import User


@dataclass(frozen=True, slots=True)
class EndedAccount:
    """The user of an account that ends.

    ``address`` is the normal address, empty if it has a new holder. ``clears_profile`` says that the profile
    goes as well, and ``transaction_id`` names the transaction that continues.
    """

    user: User
    end: AccountEnd
    address: str
    clears_profile: bool = True
    transaction_id: str = ""


Rows = Callable[[EndedAccount], "models.QuerySet[Any]"]
Change = Callable[["models.QuerySet[Any]", datetime], object]


@dataclass(frozen=True, slots=True)
class AccountData:
    """What happens to the rows that some fields of a model connect with a user, and why.

    ``fields`` are those that lead to the user, ``change`` closes or anonymises the rows. ``skips_locked``
    leaves rows alone that a running submission holds: that one waits for the user's row, finds another epoch
    and is rolled back. Waiting for each other would be a deadlock.
    """

    model: type[models.Model]
    fields: tuple[str, ...]
    dispositions: Dispositions
    reason: str
    rows: Rows
    change: Change | None = None
    skips_locked: bool = False


_declared: Final[list[AccountData]] = []


def declare(*declarations: AccountData) -> None:
    """Add declarations; they are applied in the order of declaration."""
    _declared.extend(declarations)


def declarations() -> tuple[AccountData, ...]:
    """Return every declaration of every app."""
    return tuple(_declared)


def rows_by(manager: "models.Manager[Any]", lookup: str) -> Rows:
    """Return a selection of rows by a lookup that leads to the user."""

    def rows(account: EndedAccount) -> "models.QuerySet[Any]":
        return manager.filter(**{lookup: account.user.pk})

    return rows


# Columns of the user's own row. The status, login and epoch are written by the change of status.
_CREDENTIALS: Final[Mapping[str, Any]] = {
    "password_changed_at": None,
    "has_authenticators": False,
    "has_put_off": False,
    "last_authenticator": "",
    "undone_at": None,
}
# Facts of a sign-up that was perhaps a stranger's.
_SIGN_UP: Final[Mapping[str, Any]] = {"sign_up_app": "", "sign_up_policy": ""}
_RIGHTS: Final[Mapping[str, Any]] = {"is_staff": False, "is_superuser": False}
_PROFILE: Final[Mapping[str, Any]] = {
    "first_name": "",
    "last_name": "",
    "profile": {},
    "theme": "system",
    "language": "",
}


def cleared_columns(end: AccountEnd, *, clears_profile: bool) -> dict[str, Any]:
    """Return what the end writes to the user's row."""
    match end:
        case AccountEnd.DEACTIVATION | AccountEnd.CLOSING:
            return {"password": make_password(None), **_CREDENTIALS, **_SIGN_UP, **_RIGHTS}
        case AccountEnd.RESET:
            profile = _PROFILE if clears_profile else {}
            return {"password": make_password(None), **_CREDENTIALS, **_SIGN_UP, **profile}
        case _:
            return {}


def end_account(
    user: User, end: AccountEnd, now: datetime, *, keeps_profile: bool = False, transaction_id: str = ""
) -> None:
    """Apply every declaration and clear the user's own columns, in the caller's atomic block.

    The caller holds the user's row and changes the status. A profile is emptied only if it was written at
    sign-up without a proof of the address, and not with ``keeps_profile``.
    """
    clears_profile = user.is_claim and not keeps_profile
    account = EndedAccount(user, end, _address(user), clears_profile, transaction_id)
    for declaration in declarations():
        _apply(declaration, account, now)
    changes = cleared_columns(end, clears_profile=clears_profile)
    if changes:
        User.objects.filter(pk=user.pk).update(version=models.F("version") + 1, **changes)
        user.refresh_from_db()


def _address(user: User) -> str:
    if user.login:
        return user.login
    released = parse_email(user.email).normal
    return "" if User.objects.filter(login=released).exists() else released


def _apply(declaration: AccountData, account: EndedAccount, now: datetime) -> None:
    disposition = declaration.dispositions[account.end]
    if disposition is Disposition.KEEP:
        return
    rows = declaration.rows(account)
    if declaration.skips_locked:
        free = rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True)
        rows = rows.model._default_manager.filter(pk__in=list(free))  # noqa: SLF001 - the way of models
    if disposition is Disposition.REMOVE:
        rows.delete()
    elif declaration.change is not None:
        declaration.change(rows, now)
