"""Making users, completing them, and moving them through their life. Callers hold the atomic block."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from accounts.domain.account_ends import AccountEnd
from accounts.domain.attributes import Attribute, Value
from accounts.domain.events import Target, TargetType
from accounts.domain.identifiers import EmailAddress
from accounts.domain.lifecycle import ENDS_SESSIONS, Action, IllegalTransition, Status, target
from accounts.domain.values import stored_values, unique_forms
from accounts.events import Entry, record
from accounts.identities import new_public_id
from accounts.models import (
    Challenge,
    Membership,
    MembershipSource,
    Origin,
    ProfileAttribute,
    UniqueAttributeValue,
    User,
)
from accounts.services.account_ends import end_account
from accounts.services.challenges import consume

COLUMNS: Final = {"firstName": "first_name", "lastName": "last_name"}
"""Attributes that have a column of their own."""


@dataclass(frozen=True, slots=True)
class NewUser:
    """Everything a user is made from. ``password_hash`` is empty for users without a password."""

    address: EmailAddress
    values: Mapping[str, Value]
    status: Status
    origin: Origin
    email_verified: bool
    password_hash: str = ""
    public_id: str = field(default_factory=new_public_id)
    group_ids: tuple[int, ...] = ()
    policy_id: str = ""


def create_user(new: NewUser, schema: Mapping[str, Attribute], now: datetime) -> User:
    """Insert the user, their unique values and their memberships.

    Raises IntegrityError when the address or a unique value has a holder: the constraint decides, not a look.
    """
    columns = {column: new.values.get(key) or "" for key, column in COLUMNS.items()}
    user = User.objects.create(
        public_id=new.public_id,
        login=new.address.normal,
        email=new.address.display,
        email_verified=new.email_verified,
        profile=stored_values({key: value for key, value in new.values.items() if key not in COLUMNS}),
        status=new.status.value,
        origin=new.origin,
        password=new.password_hash or no_password(),
        created_at=now,
        activated_at=now if new.status is Status.ACTIVE else None,
        status_changed_at=now,
        password_changed_at=now if new.password_hash else None,
        last_login=now if new.status is Status.ACTIVE else None,
        **columns,
    )
    reserve_unique_values(user, new.values, schema)
    join(user, new.group_ids, new.policy_id, now)
    return user


def no_password() -> str:
    """Return what the password column holds when no password signs in."""
    unusable = User()
    unusable.set_unusable_password()
    return unusable.password


def reserve_unique_values(user: User, values: Mapping[str, Value], schema: Mapping[str, Attribute]) -> None:
    """Insert one row for each value that only one user may hold. Raises IntegrityError when it is held."""
    unique = unique_forms(schema, values)
    if not unique:
        return
    ids = dict(ProfileAttribute.objects.filter(key__in=unique).values_list("key", "id"))
    rows = [
        UniqueAttributeValue(attribute_id=ids[key], value=value, user=user) for key, value in unique.items()
    ]
    UniqueAttributeValue.objects.bulk_create(rows)


def join(user: User, group_ids: Iterable[int], policy_id: str, now: datetime) -> None:
    """Give the user the memberships of a profile enrollment policy in one statement.

    ``policy_id`` is the public id of the policy.
    """
    rows = [
        Membership(
            user=user, group_id=group_id, source=MembershipSource.POLICY, source_id=policy_id, granted_at=now
        )
        for group_id in group_ids
    ]
    if rows:
        Membership.objects.bulk_create(rows, ignore_conflicts=True)


def creation_events(user: User, groups: Iterable[str], transaction_id: str = "") -> list[Entry]:
    """Return the events of a new user. ``groups`` are the public ids of groups."""
    types = [
        "user.lifecycle.create",
        *(["user.lifecycle.activate"] if user.status == Status.ACTIVE else []),
    ]
    made = [Entry(type, user_id=user.public_id, transaction_id=transaction_id) for type in types]
    return [*made, *joining_events(user, groups, transaction_id)]


def joining_events(user: User, groups: Iterable[str], transaction_id: str = "") -> list[Entry]:
    """Return the events of a user who joins groups, by their public ids."""
    return [
        Entry(
            "group.user_membership.add",
            user_id=user.public_id,
            transaction_id=transaction_id,
            targets=(Target(TargetType.GROUP, group),),
        )
        for group in groups
    ]


def change_status(user: User, action: Action, now: datetime, *, raise_epoch: bool = False) -> None:
    """Move the user through the lifecycle table in one UPDATE. Raises IllegalTransition.

    Of two actions at once the slower one finds another status than it decided on, and is refused.
    What takes the door away ends every session, transaction and token made before it, by the epoch in the
    same statement; ``raise_epoch`` does so for any other action.
    """
    status = target(Status(user.status), action, has_password=user.has_password)
    changes: dict[str, Any] = {"status": status.value, "status_changed_at": now}
    if status is Status.ACTIVE and user.activated_at is None:
        changes["activated_at"] = now
    if raise_epoch or action in ENDS_SESSIONS:
        changes["security_epoch"] = F("security_epoch") + 1
    if status is Status.DEPROVISIONED:
        changes |= {"login": None, "password": no_password()}
    moved = User.objects.filter(pk=user.pk, status=user.status).update(**changes)
    user.refresh_from_db()
    if not moved:
        raise IllegalTransition(Status(user.status), action)


def close_unverified_account(claim: User, now: datetime) -> None:
    """End an account with an unverified address that another user has just proved.

    The caller has locked the row, so that it cannot be confirmed in between.
    """
    change_status(claim, Action.DEACTIVATE, now)
    end_account(claim, AccountEnd.CLOSING, now)


def confirm_address(user: User, challenge: Challenge, now: datetime) -> bool:
    """Turn a claim into a proved address, inside the session of that very user.

    Return whether this call did it; the challenge is met once.
    """
    with transaction.atomic():
        if challenge.address != user.login or not consume(challenge.pk, challenge.serial, now):
            return False
        holder = User.objects.filter(pk=user.pk, login=challenge.address)
        if not holder.update(email_verified=True):
            return False
        redeemed = Entry(
            "system.email.challenge_factor_redeemed", user_id=user.public_id, detail={"variant": "link"}
        )
        record([redeemed], now=now)
    return True
