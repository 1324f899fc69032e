"""Looking users up for a flow."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, QuerySet

from accounts.credentials.lockout import AttemptCounter, unlock_if_due
from accounts.domain.lifecycle import (
    CAN_CANCEL_DELETION,
    CAN_RECOVER,
    CAN_SIGN_IN,
    MUST_CHANGE_PASSWORD,
    Status,
)
from accounts.models import PasswordFailures, User
from accounts.prepared import Prepared
from flows.domain.flow_user import FlowUser
from flows.transaction_rows import flow_user

# A user added by an administrator proves the address here or by the activation mail: the same proof.
_ADDED = frozenset({Status.STAGED, Status.PROVISIONED})
_MAY_COME_IN = CAN_SIGN_IN | MUST_CHANGE_PASSWORD | CAN_CANCEL_DELETION | _ADDED
_MAY_GET_BACK = CAN_RECOVER | _ADDED


@dataclass(frozen=True, slots=True)
class Holder:
    """The user of an address, whether trusted browsers are locked out, and whether anything is locked."""

    user: FlowUser
    own_lock: bool
    any_lock: bool


_BY_ADDRESS = Prepared(lambda address: User.objects.filter(login=address), "address")


def _locked(key: Any, now: Any) -> "QuerySet[PasswordFailures]":
    return PasswordFailures.objects.filter(key=key, locked_until__gt=now)


_WITH_LOCKS: Prepared[Any] = Prepared(
    lambda address, trusted, untrusted, now: User.objects.annotate(
        is_locked=Exists(_locked(trusted, now)), is_locked_for_others=Exists(_locked(untrusted, now))
    ).filter(login=address),
    "address",
    "trusted",
    "untrusted",
    "now",
)


def holder_of(address: str) -> FlowUser | None:
    """Return the user of a normalized address, whatever the status."""
    row = _BY_ADDRESS.first(address=address)
    return flow_user(row) if row is not None else None


def sign_in_candidate(holder: FlowUser | None) -> FlowUser | None:
    """Return the user if the status allows sign-in; others look like an unknown address.

    A password opens no staged account: an administrator's activation does.
    """
    if holder is not None and holder.status is Status.STAGED and holder.has_password:
        return None
    return holder if holder is not None and holder.status in _MAY_COME_IN else None


def recovery_candidate(holder: FlowUser | None) -> FlowUser | None:
    """Return the user if the status allows recovery. An unverified account has no owner yet."""
    if holder is None or holder.is_claim:
        return None
    return holder if holder.status in _MAY_GET_BACK else None


def unlock_candidate(holder: FlowUser | None) -> FlowUser | None:
    """Return the user if something may be locked. An unverified account has no owner yet."""
    if holder is None or holder.is_claim:
        return None
    return holder if holder.status in (Status.ACTIVE, Status.LOCKED_OUT) else None


def holder_with_locks(address: str, now: datetime) -> Holder | None:
    """Return the user of a normalized address with its locks, in one statement for every address."""
    row = _WITH_LOCKS.first(
        address=address,
        trusted=AttemptCounter(address, trusted=True).key,
        untrusted=AttemptCounter(address).key,
        now=now.timestamp(),
    )
    if row is None:
        return None
    user = flow_user(row)
    locked = row.is_locked or row.is_locked_for_others or user.status is Status.LOCKED_OUT
    return Holder(user, row.is_locked, locked)


def unlocked_if_due(holder: Holder, now: datetime) -> FlowUser:
    """Return the user as they are after a lock whose time is over."""
    if holder.user.status is not Status.LOCKED_OUT or holder.own_lock:
        return holder.user
    row = User.objects.get(pk=holder.user.id)
    return flow_user(row) if unlock_if_due(row, now) else holder.user
