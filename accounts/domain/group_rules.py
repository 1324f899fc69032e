"""Group rules: conditions on verified facts about a user, and the groups that follow from them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from accounts.domain.attributes import Value
from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.text import fold


class Fact(Choice):
    """What a condition reads. Only a verified address has a domain."""

    # Translators: group rule, what a condition reads
    ATTRIBUTE = "attribute", _("Profile attribute")
    # Translators: group rule, what a condition reads
    EMAIL_DOMAIN = "email_domain", _("Domain of the verified email address")
    # Translators: group rule, what a condition reads
    APPLICATION = "application", _("App of the sign-up")
    # Translators: group rule, what a condition reads
    POLICY = "policy", _("Profile enrollment policy of the sign-up")


class Operator(Choice):
    """How a condition compares. Case, width and repeated spaces do not count."""

    # Translators: group rule, comparison
    IS = "is", _("is one of")
    # Translators: group rule, comparison
    STARTS_WITH = "starts_with", _("starts with")
    # Translators: group rule, comparison
    CONTAINS = "contains", _("contains")
    # Translators: group rule, comparison
    HAS_VALUE = "has_value", _("has a value")


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison; one of ``values`` is enough.

    ``attribute`` is the key of the profile attribute, empty for other facts. ``alternative``: it is an
    alternative (*or*) to the condition before it.
    """

    fact: Fact
    operator: Operator = Operator.IS
    attribute: str = ""
    values: tuple[str, ...] = ()
    alternative: bool = False


@dataclass(frozen=True, slots=True)
class UserFacts:
    """The facts about one user.

    ``domain`` is that of the verified address, ``application`` the key of the app and ``policy`` the public
    id of the profile enrollment policy of the sign-up; each is empty if there is none.
    """

    values: Mapping[str, Value]
    domain: str = ""
    application: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class MembershipRule:
    """A group rule in force: who matches the conditions is in the groups. ``groups``: public ids by key."""

    public_id: str
    conditions: tuple[Condition, ...]
    groups: Mapping[int, str]


@dataclass(frozen=True, order=True, slots=True)
class RuleGrant:
    """One group that a user is in because of one rule, whose public id is ``rule_id``.

    ``group_public_id`` may be empty where only rows are compared.
    """

    group_id: int
    rule_id: str
    group_public_id: str = field(default="", compare=False)


def attributes_of(conditions: Iterable[Condition]) -> frozenset[str]:
    """Return the keys of the attributes that conditions read."""
    return frozenset(condition.attribute for condition in conditions if condition.attribute)


def clauses(conditions: Iterable[Condition]) -> list[list[Condition]]:
    """Return the conditions as a list of alternatives: of each, one condition has to hold.

    *or* binds more tightly than *and*: an alternative belongs to the condition before it.
    """
    found: list[list[Condition]] = []
    for condition in conditions:
        if condition.alternative and found:
            found[-1].append(condition)
        else:
            found.append([condition])
    return found


def matches(conditions: Sequence[Condition], facts: UserFacts) -> bool:
    """Whether a user matches. Without a condition none does."""
    return bool(conditions) and all(
        any(_holds(condition, facts) for condition in clause) for clause in clauses(conditions)
    )


def rule_grants(rules: Iterable[MembershipRule], facts: UserFacts) -> frozenset[RuleGrant]:
    """Return the groups that the rules give a user, each with its rule."""
    return frozenset(
        RuleGrant(group_id, rule.public_id, public_id)
        for rule in rules
        if matches(rule.conditions, facts)
        for group_id, public_id in rule.groups.items()
    )


def matching_groups(rules: Iterable[MembershipRule], facts: UserFacts) -> frozenset[int]:
    """Return the groups that the rules give a user."""
    return frozenset(grant.group_id for grant in rule_grants(rules, facts))


def _holds(condition: Condition, facts: UserFacts) -> bool:
    found = list(_texts(condition, facts))
    wanted = [fold(value) for value in condition.values]
    match condition.operator:
        case Operator.HAS_VALUE:
            return bool(found)
        case Operator.STARTS_WITH:
            return any(text.startswith(start) for text in found for start in wanted)
        case Operator.CONTAINS:
            return any(part in text for text in found for part in wanted)
        case Operator.IS:
            return any(text in wanted for text in found)


def _texts(condition: Condition, facts: UserFacts) -> Iterator[str]:
    """Yield the values of a fact as texts to compare; an absent value yields none."""
    value: Value
    match condition.fact:
        case Fact.ATTRIBUTE:
            value = facts.values.get(condition.attribute)
        case Fact.EMAIL_DOMAIN:
            value = facts.domain
        case Fact.APPLICATION:
            value = facts.application
        case Fact.POLICY:
            value = facts.policy
    items = value if isinstance(value, tuple) else (value,)
    yield from filter(None, (fold(value_text(item)) for item in items if item is not None))


def value_text(value: Any) -> str:
    """Return a value of a profile as a rule writes it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


_OR: Final = "or"


def stored_conditions(conditions: Iterable[Condition]) -> list[dict[str, Any]]:
    """Return conditions as JSON holds them."""
    return [
        {
            "fact": condition.fact.value,
            "operator": condition.operator.value,
            "attribute": condition.attribute,
            "values": list(condition.values),
            _OR: condition.alternative,
        }
        for condition in conditions
    ]


def read_conditions(stored: Iterable[Mapping[str, Any]]) -> tuple[Condition, ...]:
    """Return what ``stored_conditions`` was given."""
    return tuple(
        Condition(
            fact=Fact(item["fact"]),
            operator=Operator(item["operator"]),
            attribute=item["attribute"],
            values=tuple(item["values"]),
            alternative=item[_OR],
        )
        for item in stored
    )
