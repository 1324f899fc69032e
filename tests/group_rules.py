"""Group rules for tests."""

from typing import Any

from django.utils import timezone

from accounts.domain.group_rules import Condition, Fact, Operator
from accounts.models import Group, GroupRule, Membership, MembershipSource, User
from accounts.profile.rule_changes import RuleDraft, save_rule


def is_one_of(attribute: str, *values: str) -> Condition:
    """Return the condition that an attribute has one of some values."""
    return Condition(Fact.ATTRIBUTE, Operator.IS, attribute, values)


def about(fact: Fact, *values: str) -> Condition:
    """Return a condition about another fact."""
    return Condition(fact, Operator.IS, "", values)


FINANCE = is_one_of("department", "Finance")


def a_group(name: str) -> Group:
    """Return the group of this name, created if there is none."""
    return Group.objects.get_or_create(name=name, defaults={"created_at": timezone.now()})[0]


def a_rule(*conditions: Condition, group: str = "Finance", name: str = "Rule", **columns: Any) -> GroupRule:
    """Save a rule that trusts what users write."""
    row = GroupRule(name=name, **{"trusts_user_values": True, **columns})
    draft = RuleDraft(row, conditions or (FINANCE,), (a_group(group),))
    return save_rule(draft, actor=None, now=timezone.now())


def change_rule(rule: GroupRule, *conditions: Condition, group: str = "Finance", **columns: Any) -> None:
    """Save a rule again, with other conditions, group and columns."""
    rule.refresh_from_db()
    for name, value in columns.items():
        setattr(rule, name, value)
    draft = RuleDraft(rule, conditions or (FINANCE,), (a_group(group),))
    save_rule(draft, actor=None, now=timezone.now())


def groups_by_rules(user: User) -> list[str]:
    """Return the names of the groups that rules put a user into."""
    rows = Membership.objects.filter(user=user, source=MembershipSource.RULE)
    return sorted(rows.values_list("group__name", flat=True))
