"""Group rules in force, the facts about users that they read, and what they name."""

from collections.abc import Iterable
from typing import Final

from accounts.configuration_cache import GROUP_RULES, Snapshot
from accounts.domain.group_rules import (
    Fact,
    MembershipRule,
    UserFacts,
    attributes_of,
    read_conditions,
)
from accounts.domain.lifecycle import Status
from accounts.domain.values import values_of
from accounts.domain.violations import Violation
from accounts.models import Group, GroupRule, User

FACT_COLUMNS: Final = (
    "id",
    "public_id",
    "login",
    "email",
    "email_verified",
    "first_name",
    "last_name",
    "profile",
    "status",
    "sign_up_app",
    "sign_up_policy",
)
"""What ``facts_of`` reads of a user, and the names under which people know them."""


def membership_rule(row: GroupRule, groups: Iterable[Group]) -> MembershipRule:
    """Return the rule that a row describes, with the given groups."""
    public_ids = {group.pk: group.public_id for group in groups}
    return MembershipRule(row.public_id, read_conditions(row.conditions), public_ids)


def _load() -> tuple[MembershipRule, ...]:
    rows = GroupRule.objects.filter(active=True).prefetch_related("groups")
    return tuple(membership_rule(row, row.groups.all()) for row in rows)


_rules = Snapshot(_load, frozenset({GROUP_RULES}))


def active_rules() -> tuple[MembershipRule, ...]:
    """Return every active group rule."""
    return _rules.get()


def facts_of(user: User) -> UserFacts:
    """Return the facts about a user. An unverified address has no domain."""
    domain = (user.login or "").rpartition("@")[2] if user.email_verified else ""
    values = values_of(user.profile_values())
    return UserFacts(values, domain, user.sign_up_app, user.sign_up_policy)


def joins_by_rules(user: User) -> bool:
    """Whether rules put the user into groups: a deactivated account is in none."""
    return user.status != Status.DEPROVISIONED.value


def rules_naming_attribute(key: str) -> tuple[GroupRule, ...]:
    """Return the rules, also inactive ones, that read an attribute."""
    return tuple(
        row for row in GroupRule.objects.all() if key in attributes_of(read_conditions(row.conditions))
    )


def ruled_attributes() -> frozenset[str]:
    """Return the keys of the attributes that rules read, also inactive ones."""
    conditions = GroupRule.objects.values_list("conditions", flat=True)
    return frozenset(key for stored in conditions for key in attributes_of(read_conditions(stored)))


def check_unnamed(fact: Fact, value: str) -> tuple[Violation, ...]:
    """Return why an app or a policy must stay: the rules, also inactive ones, that name it."""
    naming = [
        row.name
        for row in GroupRule.objects.all()
        if any(
            condition.fact is fact and value in condition.values
            for condition in read_conditions(row.conditions)
        )
    ]
    return (Violation("", "ssr.group_rule.used", (", ".join(naming),)),) if naming else ()
