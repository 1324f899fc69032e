"""Profile values as an administrator or their owner changes them, and what keeps unique values unique."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.domain.administration import check_access
from accounts.domain.attributes import Value
from accounts.domain.values import review_values, stored_values, unique_forms
from accounts.domain.violations import Violation
from accounts.events import Entry, acting, record
from accounts.models import UniqueAttributeValue, User
from accounts.selectors.administrators import rank_of
from accounts.selectors.schema import profile_schema
from accounts.services.lifecycle import locked
from accounts.services.people import COLUMNS, reserve_unique_values
from accounts.services.refusals import ValidationFailed, raise_if

Values = Mapping[str, Value]
# Held unique by a column of their own.
ADDRESS_KEYS: Final = frozenset({"login", "email"})
TAKEN: Final = "ssr.attribute.unique.taken"


def check_unique(person_id: int | None, values: Values) -> tuple[Violation, ...]:
    """Return a violation for each unique attribute whose value is taken; the constraint decides a race."""
    schema = profile_schema()
    wanted = unique_forms(schema, values)
    same_values = Q()
    for key, form in wanted.items():
        same_values |= Q(attribute__key=key, value=form)
    if not wanted:
        return ()
    others = UniqueAttributeValue.objects.filter(same_values).exclude(person_id=person_id)
    keys = others.values_list("attribute__key", flat=True)
    return tuple(Violation(key, TAKEN, (schema[key].title,)) for key in keys)


def update_profile(person_id: int, values: Values, *, actor: User, now: datetime) -> User:
    """Set the given attributes (None empties one) and leave the others alone. Raises ValidationFailed.

    The values have passed ``check_value``. The event names what changed, never the values.
    """
    with transaction.atomic():
        person = locked(person_id)
        raise_if(check_access(rank_of(actor), rank_of(person)))
        _set(person, values, actor=actor, now=now, own=False)
    return person


def update_own_profile(person_id: int, values: Values, *, now: datetime) -> bool:
    """Set attributes of one's own, of those that the schema lets users write; return whether any changed.

    The values have passed ``check_value``. Raises ValidationFailed when a unique value has another holder, or
    when the schema has changed and a value is no longer valid.
    """
    with transaction.atomic():
        person = locked(person_id)
        return _set(person, values, actor=person, now=now, own=True)


def _set(person: User, values: Values, *, actor: User, now: datetime, own: bool) -> bool:
    reviewed = review_values(profile_schema(), values, own=own)
    raise_if(reviewed.violations)
    changed = _changed(person, reviewed.values)
    if not changed:
        return False
    _write(person, changed)
    _reserve_changed(person, changed)
    entry = Entry(
        "user.account.update_profile",
        user_id=person.public_id,
        actor=acting(actor),
        detail={"attributes": sorted(changed)},
    )
    record([entry], now=now)
    return True


def _changed(person: User, values: Values) -> dict[str, Any]:
    before = person.profile_values()
    return {
        key: value
        for key, value in stored_values(values).items()
        if key not in ADDRESS_KEYS and value != before.get(key)
    }


def _write(person: User, changed: Mapping[str, Any]) -> None:
    for key, value in changed.items():
        if key in COLUMNS:
            setattr(person, COLUMNS[key], value or "")
        elif value is None:
            person.profile.pop(key, None)
        else:
            person.profile[key] = value
    person.version += 1
    person.save(update_fields=["profile", "version", *COLUMNS.values()])


def _reserve_changed(person: User, changed: Mapping[str, Any]) -> None:
    UniqueAttributeValue.objects.filter(person=person, attribute__key__in=changed).delete()
    try:
        with transaction.atomic():
            reserve_unique_values(person, changed, profile_schema())
    except IntegrityError as error:
        raise ValidationFailed(check_unique(person.pk, changed)) from error


def reserve_unique_values_again(person: User) -> None:
    """Restore the unique values of a returning user. Raises IntegrityError when one has a new holder."""
    values = {key: value for key, value in person.profile_values().items() if key not in ADDRESS_KEYS}
    reserve_unique_values(person, values, profile_schema())
