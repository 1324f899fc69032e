"""The profile schema: which attributes there are. Names of forms that ask for one come from the caller."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.batches import in_batches
from accounts.configuration_cache import PROFILE_SCHEMA, raise_version
from accounts.domain.attributes import Attribute, Permission
from accounts.domain.base_attributes import ADDRESS_KEYS
from accounts.domain.definitions import check_definition
from accounts.domain.lifecycle import Status
from accounts.domain.values import unique_form
from accounts.domain.violations import Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import ProfileAttribute, UniqueAttributeValue, User
from accounts.profile.group_rules import rules_naming_attribute
from accounts.profile.profiles import COLUMNS
from accounts.profile.schema import attribute_of
from accounts.text_columns import clean_text_columns
from accounts.versions import save_version

BATCH: Final = 500
MAX_NAMED: Final = 5
# What is part of the meaning of values that profiles hold already.
FIXED: Final = ("key", "type", "base")


def check_attribute(row: ProfileAttribute, asked_by: Sequence[str]) -> tuple[Violation, ...]:
    """Return what is wrong with an attribute before it is saved, by the name of its field."""
    before = ProfileAttribute.objects.filter(pk=row.pk).first() if row.pk else None
    fixed = [
        Violation(name, "ssr.attribute.fixed")
        for name in FIXED
        if before and getattr(before, name) != getattr(row, name)
    ]
    violations = fixed or list(clean_text_columns(row)) or list(check_definition(attribute_of(row)))
    if asked_by and row.permission != Permission.READ_WRITE and row.key not in ADDRESS_KEYS:
        violations.append(Violation("permission", "ssr.attribute.asked", (", ".join(asked_by),)))
    if before and row.permission == Permission.READ_WRITE != before.permission:
        violations += _untrusting_rules(row.key)
    if not violations and row.unique and not (before and before.unique):
        violations += _duplicates(attribute_of(row))
    return tuple(violations)


def _untrusting_rules(key: str) -> Iterator[Violation]:
    """Refuse that users choose their own groups by an attribute that a rule took from administrators."""
    names = [rule.name for rule in rules_naming_attribute(key) if not rule.trusts_user_values]
    if names:
        yield Violation("permission", "ssr.group_rule.attribute.trust", (", ".join(names),))


def save_attribute(
    row: ProfileAttribute, *, asked_by: Sequence[str], actor: User | None, now: datetime
) -> ProfileAttribute:
    """Write an attribute, and fill or empty the rows that keep its values unique. Raises ValidationFailed."""
    with transaction.atomic():
        raise_version(PROFILE_SCHEMA)
        raise_if(check_attribute(row, asked_by))
        is_new = row.pk is None
        was_unique = not is_new and ProfileAttribute.objects.filter(pk=row.pk, unique=True).exists()
        save_version(row)
        _keep_unique(row, was_unique=was_unique)
        kind = "system.profile_schema.create" if is_new else "system.profile_schema.update"
        record([Entry(kind, actor=acting(actor), targets=(row.event_target,))], now=now)
    return row


def _keep_unique(row: ProfileAttribute, *, was_unique: bool) -> None:
    if row.key in ADDRESS_KEYS or row.unique == was_unique:
        return
    if not row.unique:
        UniqueAttributeValue.objects.filter(attribute=row).delete()
        return
    rows = (
        UniqueAttributeValue(attribute=row, value=form, user_id=user_id)
        for user_id, form in _held(attribute_of(row))
    )
    UniqueAttributeValue.objects.bulk_create(rows, batch_size=BATCH)


def _duplicates(attribute: Attribute) -> Iterator[Violation]:
    """Name values that several users have: none of them can be told to be the only holder."""
    holders: dict[str, int] = defaultdict(int)
    for _, form in _held(attribute):
        holders[form] += 1
    repeated = sorted(form for form, count in holders.items() if count > 1)
    if repeated:
        more = " …" if len(repeated) > MAX_NAMED else ""
        named = ", ".join(repeated[:MAX_NAMED]) + more
        yield Violation("unique", "ssr.attribute.unique.duplicates", (named,))


def _held(attribute: Attribute) -> Iterator[tuple[int, str]]:
    """Yield every user's value of the attribute in its comparable form; those who left hold nothing."""
    column = COLUMNS.get(attribute.key, f"profile__{attribute.key}")
    people = User.objects.exclude(status=Status.DEPROVISIONED.value)
    for batch in in_batches(people.values_list("pk", column), BATCH):
        for user_id, value in batch:
            if value not in (None, ""):
                yield user_id, unique_form(attribute, value)


def check_deletion(row: ProfileAttribute, asked_by: Sequence[str]) -> tuple[Violation, ...]:
    """Return why an attribute must stay."""
    if row.base:
        return (Violation("", "ssr.attribute.base"),)
    if asked_by:
        return (Violation("", "ssr.attribute.asked.delete", (", ".join(asked_by),)),)
    naming = rules_naming_attribute(row.key)
    if naming:
        return (Violation("", "ssr.group_rule.used", (", ".join(rule.name for rule in naming),)),)
    return ()


def delete_attribute(
    row: ProfileAttribute, *, asked_by: Sequence[str], actor: User | None, now: datetime
) -> None:
    """Delete an attribute with all its values, which no page could show any longer.

    Raises ValidationFailed.
    """
    with transaction.atomic():
        raise_version(PROFILE_SCHEMA)
        raise_if(check_deletion(row, asked_by))
        _forget_values(row.key)
        deleted = Entry("system.profile_schema.delete", actor=acting(actor), targets=(row.event_target,))
        record([deleted], now=now)
        row.delete()


def _forget_values(key: str) -> None:
    holders = User.objects.filter(profile__has_key=key).values_list("pk")
    for batch in in_batches(holders, BATCH):
        # Read again under a lock: a profile that changes at this moment keeps the change.
        users = User.objects.select_for_update(no_key=True).filter(pk__in=[pk for (pk,) in batch])
        locked = list(users.order_by("pk").only("profile", "version"))
        for user in locked:
            user.profile.pop(key, None)
            user.version += 1
        User.objects.bulk_update(locked, ["profile", "version"])
