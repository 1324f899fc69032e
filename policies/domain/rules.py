"""Ordered policies and rules: the first that matches decides, and it can be told why.

Pure and over frozen values: the same facts give the same answer until an administrator writes a row. A rule
is a list of conditions that must all hold and one outcome, whose type says which kind of policy it is.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Generic, TypeVar

from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _
from policies.domain.facts import Facts
from policies.domain.words import Sentence

O = TypeVar("O")  # noqa: E741


class Kind(Choice):
    """The five kinds of policy."""

    SESSION = "session", _("Global session policy")
    AUTHENTICATION = "authentication", _("Authentication policy")
    ENROLLMENT = "enrollment", _("Authenticator enrollment policy")
    PASSWORD = "password", _("Password policy")
    ACCOUNT_MANAGEMENT = "account_management", _("Account management policy")


class Condition(ABC):
    """One thing that a rule asks of the facts. A rule that does not ask has no such object."""

    __slots__ = ()

    name: ClassVar[str]
    uses_device: ClassVar[bool] = False

    @abstractmethod
    def holds(self, facts: Facts) -> bool:
        """Whether the facts are as asked."""

    @abstractmethod
    def describe(self) -> Sentence:
        """Return the requirement as the end of a sentence that begins with "Only"."""

    def referenced_groups(self) -> frozenset[int]:
        """Return the groups whose members it tells apart from others."""
        return frozenset()

    def referenced_users(self) -> frozenset[int]:
        """Return the users that the condition names."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Rule(Generic[O]):
    """Conditions, which must all hold, and the answer."""

    id: int
    name: str
    conditions: tuple[Condition, ...]
    outcome: O
    active: bool = True
    is_default: bool = False

    def matches(self, facts: Facts) -> bool:
        """Return whether this rule decides. A loop beats ``all``: a sign-in may try ten thousand rules."""
        if not self.active:
            return False
        for condition in self.conditions:  # noqa: SIM110
            if not condition.holds(facts):
                return False
        return True

    def failed_conditions(self, facts: Facts) -> tuple[Condition, ...]:
        """Return every condition that does not hold."""
        return tuple(condition for condition in self.conditions if not condition.holds(facts))


@dataclass(frozen=True)
class Policy(Generic[O]):
    """Rules in their order, and the users to which they apply.

    What its rules look at is found once: snapshots share the policies that have not changed.
    """

    id: int
    name: str
    group_ids: frozenset[int]
    rules: tuple[Rule[O], ...]
    active: bool = True
    is_default: bool = False
    description: str = ""

    def applies(self, facts: Facts, chosen_id: int | None = None) -> bool:
        """Return whether the policy applies: by its groups, by the app's choice, or to everyone."""
        if not self.active:
            return False
        if self.is_default or not self.group_ids.isdisjoint(facts.group_ids):
            return True
        return chosen_id is not None and self.id == chosen_id

    @cached_property
    def referenced_groups(self) -> frozenset[int]:
        """Return the groups that the policy or a rule of it tells apart."""
        return self.group_ids.union(*(condition.referenced_groups() for condition in self._conditions()))

    @cached_property
    def referenced_users(self) -> frozenset[int]:
        """Return the users named by a rule."""
        return frozenset[int]().union(*(condition.referenced_users() for condition in self._conditions()))

    @cached_property
    def uses_device(self) -> bool:
        """Whether it matters to a rule if the user's device was seen before."""
        return any(condition.uses_device for condition in self._conditions())

    @property
    def active_rules(self) -> tuple[Rule[O], ...]:
        """Return the rules that may decide."""
        return tuple(rule for rule in self.rules if rule.active) if self.active else ()

    def _conditions(self) -> Iterator[Condition]:
        return (condition for rule in self.active_rules for condition in rule.conditions)


class PolicyIndex(Generic[O]):
    """Ordered policies by the groups that they are for: a user's are found without asking each of them."""

    def __init__(self, policies: Sequence[Policy[O]]) -> None:
        self._policies = policies
        self._always: set[int] = set()
        self._by_group: dict[int, list[int]] = {}
        self._by_id: dict[int, int] = {}
        for place, policy in enumerate(policies):
            if not policy.active:
                continue
            self._by_id[policy.id] = place
            if policy.is_default:
                self._always.add(place)
            for group_id in policy.group_ids:
                self._by_group.setdefault(group_id, []).append(place)

    def applicable(self, facts: Facts, chosen_id: int | None = None) -> list[Policy[O]]:
        """Return the policies that apply, in their order."""
        places = set(self._always)
        for group_id in facts.group_ids & self._by_group.keys():
            places.update(self._by_group[group_id])
        if chosen_id in self._by_id:
            places.add(self._by_id[chosen_id])
        return [self._policies[place] for place in sorted(places)]


@dataclass(frozen=True, slots=True)
class Decision(Generic[O]):
    """What was decided, and by which policy and rule."""

    policy: Policy[O]
    rule: Rule[O]

    @property
    def outcome(self) -> O:
        return self.rule.outcome


class Undecided(LookupError):
    """No rule matched: the policies came without the default one, whose last rule matches everything."""


def evaluate(policies: Sequence[Policy[O]], facts: Facts, chosen_id: int | None = None) -> Decision[O]:
    """Return the first rule that matches. ``chosen_id``: the policy of the app. Raises Undecided."""
    for policy in policies:
        if policy.applies(facts, chosen_id):
            for rule in policy.rules:
                if rule.matches(facts):
                    return Decision(policy, rule)
    raise Undecided


@dataclass(frozen=True, slots=True)
class RuleEvaluation(Generic[O]):
    """One rule that was looked at: what of it was missed. Nothing missed and active means matched."""

    rule: Rule[O]
    failed_conditions: tuple[Condition, ...]

    @property
    def matched(self) -> bool:
        """Whether this is the rule that decided."""
        return self.rule.active and not self.failed_conditions

    def describe(self) -> tuple[Sentence, ...]:
        """Return why it did or did not match."""
        if not self.rule.active:
            return (Sentence(_("The rule is off.")),)
        if self.failed_conditions:
            return tuple(condition.describe() for condition in self.failed_conditions)
        return (Sentence(_("All conditions match.")),)


@dataclass(frozen=True, slots=True)
class PolicyEvaluation(Generic[O]):
    """One policy that was looked at, with its rules as far as they were looked at."""

    policy: Policy[O]
    applied: bool
    rules: tuple[RuleEvaluation[O], ...] = ()

    def describe(self) -> Sentence:
        """Return why it was or was not asked."""
        if not self.policy.active:
            return Sentence(_("The policy is off."))
        if not self.applied:
            return Sentence(_("It doesn’t apply to this person or application."))
        if self.policy.is_default:
            return Sentence(_("No other policy decides, so the default policy applies."))
        return Sentence(_("It applies to this person or application."))


@dataclass(frozen=True, slots=True)
class Explanation(Generic[O]):
    """Everything that was looked at on the way to the decision, in order."""

    policies: tuple[PolicyEvaluation[O], ...]
    decision: Decision[O]


def explain(policies: Sequence[Policy[O]], facts: Facts, chosen_id: int | None = None) -> Explanation[O]:
    """Decide as ``evaluate`` does and keep what was seen. Raises Undecided."""
    evaluations: list[PolicyEvaluation[O]] = []
    for policy in policies:
        applied = policy.applies(facts, chosen_id)
        rules = tuple(_evaluated(policy, facts)) if applied else ()
        evaluations.append(PolicyEvaluation(policy, applied, rules))
        if rules and rules[-1].matched:
            return Explanation(tuple(evaluations), Decision(policy, rules[-1].rule))
    raise Undecided


def _evaluated(policy: Policy[O], facts: Facts) -> Iterator[RuleEvaluation[O]]:
    for rule in policy.rules:
        evaluation = RuleEvaluation(rule, rule.failed_conditions(facts))
        yield evaluation
        if evaluation.matched:
            return
