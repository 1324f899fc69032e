"""Profile values as an administrator or their owner changes them, and what keeps unique values unique."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.domain.administration import check_access
from accounts.domain.attributes import Attribute, Value
from accounts.domain.base_attributes import ADDRESS_KEYS
from accounts.domain.values import review_values, stored_values, unique_forms
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import (
    ProfileAttribute,
    UniqueAttributeValue,
    User,
)
from accounts.profile.rule_memberships import apply_group_rules
from accounts.profile.schema import profile_schema
from accounts.users.administrators import rank_of, rank_of_actor
from accounts.users.status import locked

Values = Mapping[str, Value]
TAKEN: Final = "ssr.attribute.unique.taken"


def check_unique(user_id: int | None, values: Values) -> tuple[Violation, ...]:
    """Return a violation for each unique attribute whose value is taken; the constraint decides a race."""
    return tuple(Violation(key, TAKEN, (title,)) for key, title in taken_values(values, user_id))


def update_profile(user_id: int, values: Values, *, actor: User | None, now: datetime) -> User:
    """Set the given attributes (None empties one) and leave the others alone. Raises ValidationFailed.

    The values have passed ``check_value``. The event names what changed, never the values.
    """
    with transaction.atomic():
        user = locked(user_id)
        raise_if(check_access(rank_of_actor(actor), rank_of(user)))
        _set(user, values, actor=actor, now=now, own=False)
    return user


def update_own_profile(user_id: int, values: Values, *, now: datetime) -> bool:
    """Set attributes of one's own, of those that the schema lets users write; return whether any changed.

    The values have passed ``check_value``. Raises ValidationFailed when a unique value has another holder, or
    when the schema has changed and a value is no longer valid.
    """
    with transaction.atomic():
        user = locked(user_id)
        return _set(user, values, actor=user, now=now, own=True)


def _set(user: User, values: Values, *, actor: User | None, now: datetime, own: bool) -> bool:
    reviewed = review_values(profile_schema(), values, own=own)
    raise_if(reviewed.violations)
    changed = _changed(user, reviewed.values)
    if not changed:
        return False
    _write(user, changed)
    _reserve_changed(user, changed)
    entry = Entry(
        "user.account.update_profile",
        user_id=user.public_id,
        actor=acting(actor),
        detail={"attributes": sorted(changed)},
    )
    record([entry, *apply_group_rules(user.pk, now, changed=changed.keys())], now=now)
    return True


def _changed(user: User, values: Values) -> dict[str, Any]:
    before = user.profile_values()
    return {
        key: value
        for key, value in stored_values(values).items()
        if key not in ADDRESS_KEYS and value != before.get(key)
    }


def _write(user: User, changed: Mapping[str, Any]) -> None:
    for key, value in changed.items():
        if key in COLUMNS:
            setattr(user, COLUMNS[key], value or "")
        elif value is None:
            user.profile.pop(key, None)
        else:
            user.profile[key] = value
    user.version += 1
    user.save(update_fields=["profile", "version", *COLUMNS.values()])


def _reserve_changed(user: User, changed: Mapping[str, Any]) -> None:
    UniqueAttributeValue.objects.filter(user=user, attribute__key__in=changed).delete()
    try:
        with transaction.atomic():
            reserve_unique_values(user, changed, profile_schema())
    except IntegrityError as error:
        raise ValidationFailed(check_unique(user.pk, changed)) from error


def reserve_unique_values_again(user: User) -> None:
    """Restore the unique values of a returning user. Raises IntegrityError when one has a new holder."""
    values = {key: value for key, value in user.profile_values().items() if key not in ADDRESS_KEYS}
    reserve_unique_values(user, values, profile_schema())


def taken_values(values: Mapping[str, Value], user_id: int | None = None) -> tuple[tuple[str, str], ...]:
    """Return key and title of every unique attribute whose value has a holder other than the user."""
    schema = profile_schema()
    unique = unique_forms(schema, values)
    if not unique:
        return ()
    conditions = Q()
    for key, value in unique.items():
        conditions |= Q(attribute__key=key, value=value)
    taken = UniqueAttributeValue.objects.filter(conditions)
    if user_id is not None:
        taken = taken.exclude(user_id=user_id)
    return tuple((key, schema[key].title) for key in taken.values_list("attribute__key", flat=True))


COLUMNS: Final = {"firstName": "first_name", "lastName": "last_name"}
"""Attributes that have a column of their own."""


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
