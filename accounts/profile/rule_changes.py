"""Group rules as an administrator, a document or a command changes them.

A change is in force at once for new users and changed profiles. A task computes everyone else again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.configuration_cache import GROUP_RULES, raise_version
from accounts.domain.group_rule_checks import CheckedConditions, check_conditions, user_written
from accounts.domain.group_rules import Condition, stored_conditions
from accounts.domain.text import is_blank
from accounts.domain.violations import Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import Group, GroupRule, User
from accounts.profile.rule_recomputation import request_recomputation
from accounts.profile.schema import profile_schema
from accounts.text_columns import clean_text_columns
from accounts.users.groups import DELETED
from accounts.versions import save_version

TRUST: Final = "trusts_user_values"


@dataclass(frozen=True, slots=True)
class RuleDraft:
    """A rule as it should be. ``row`` has its name and flags."""

    row: GroupRule
    conditions: tuple[Condition, ...]
    groups: tuple[Group, ...]


def check_rule(draft: RuleDraft, *, trusted: bool) -> CheckedConditions:
    """Return the conditions in the form that is stored, and what is wrong with the rule.

    Its texts are cleaned in place. ``trusted``: values that users write themselves may decide.
    """
    checked = check_conditions(draft.conditions, profile_schema())
    violations = [*_check_name(draft.row), *checked.violations]
    if not draft.groups:
        violations.append(Violation("groups", "ssr.group_rule.groups.missing"))
    untrusted = () if trusted else user_written(checked.conditions, profile_schema())
    if untrusted:
        violations.append(Violation(TRUST, "ssr.group_rule.trust", (", ".join(untrusted),)))
    return CheckedConditions(checked.conditions, tuple(violations))


def _check_name(row: GroupRule) -> tuple[Violation, ...]:
    wrong = clean_text_columns(row)
    if is_blank(row.name):
        return (Violation("name", "ssr.group_rule.name.blank"),)
    if wrong:
        return wrong
    taken = GroupRule.objects.filter(name=row.name).exclude(pk=row.pk).exists()
    return (Violation("name", "ssr.group_rule.name.taken", (row.name,)),) if taken else ()


def save_rule(draft: RuleDraft, *, actor: User | None, now: datetime) -> GroupRule:
    """Insert or update a rule with its groups. Raises ValidationFailed.

    ``row.trusts_user_values`` has to be set where users may write an attribute that the rule reads.
    """
    row = draft.row
    with transaction.atomic():
        raise_if(_lock(draft.groups))
        raise_version(GROUP_RULES)
        checked = check_rule(draft, trusted=row.trusts_user_values)
        raise_if(checked.violations)
        before = GroupRule.objects.prefetch_related("groups").filter(pk=row.pk).first()
        row.conditions = stored_conditions(checked.conditions)
        save_version(row)
        row.groups.set(draft.groups)
        if _effect(before) != _effect(row):
            request_recomputation(row.public_id, now)
        events = [
            Entry(kind, actor=acting(actor), targets=(row.event_target,)) for kind in _kinds(before, row)
        ]
        record(events, now=now)
    return row


def _lock(groups: Sequence[Group]) -> tuple[Violation, ...]:
    """Hold the groups against deletion, in the order in which a deletion takes its locks."""
    rows = Group.objects.select_for_update(no_key=True).filter(pk__in=[group.pk for group in groups])
    is_complete = len(rows.order_by("pk").values_list("pk", flat=True)) == len(groups)
    return () if is_complete else (Violation("groups", DELETED),)


def _effect(row: GroupRule | None) -> object:
    """Return what of a rule decides about memberships; a rule without effect has none."""
    if row is None or not row.active:
        return None
    return row.conditions, {group.pk for group in row.groups.all()}


def _kinds(before: GroupRule | None, row: GroupRule) -> list[str]:
    if before is None:
        return ["group.rule.create"]
    if before.active == row.active:
        return ["group.rule.update"]
    return ["group.rule.update", "group.rule.activate" if row.active else "group.rule.deactivate"]


def delete_rule(row: GroupRule, *, actor: User | None, now: datetime) -> None:
    """Delete a rule. A task removes its memberships."""
    with transaction.atomic():
        raise_version(GROUP_RULES)
        request_recomputation(row.public_id, now)
        deleted = Entry("group.rule.delete", actor=acting(actor), targets=(row.event_target,))
        record([deleted], now=now)
        row.delete()
