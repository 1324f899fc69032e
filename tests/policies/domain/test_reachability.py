"""Policies and rules without effect are found, with the reason."""

from dataclasses import dataclass

from policies.domain.facts import Facts
from policies.domain.reachability import ineffective_policies
from policies.domain.rules import Condition, Kind, Policy
from policies.domain.words import Sentence
from tests.policies.domain.made import policy, rule
from tests.tables import each


@dataclass(frozen=True)
class OnWeekdays(Condition):
    """A condition that some requests do not meet."""

    def holds(self, facts: Facts) -> bool:
        return facts.at.weekday() < 5

    def describe(self) -> Sentence:
        return Sentence("On weekdays.")


def custom(*rules: object, groups: frozenset[int] = frozenset({1}), **changes: object) -> Policy:
    return policy(*rules, is_default=False, group_ids=groups, **changes)


ANY = rule("any", name="Any")
WEEKDAYS = rule("weekdays", OnWeekdays(), name="Weekdays")
LATER = rule("later", id=2, name="Later")
OFF = rule("off", name="Off", active=False)
DEFAULT_RULE = rule("default", id=9, name="Default", is_default=True)
DEFAULT = policy(DEFAULT_RULE, id=9, name="Default")

TABLE = [
    ("the default policy", Kind.SESSION, [policy(OFF)], []),
    ("a policy that decides", Kind.SESSION, [custom(ANY), DEFAULT], []),
    ("a policy that is off", Kind.SESSION, [custom(ANY, groups=frozenset(), active=False), DEFAULT], []),
    ("no rules", Kind.PASSWORD, [custom(), DEFAULT],
     ["All of its rules are off. Turn one on or add a rule."]),
    ("rules that are off", Kind.PASSWORD, [custom(OFF), DEFAULT],
     ["All of its rules are off. Turn one on or add a rule."]),
    ("no group", Kind.ENROLLMENT, [custom(ANY, groups=frozenset()), DEFAULT],
     ["It has no group, so it applies to no one. Add a group."]),
    ("no application", Kind.AUTHENTICATION, [custom(ANY, id=5, groups=frozenset()), DEFAULT],
     ["No application uses it. Choose it on an application’s page."]),
    ("an application", Kind.AUTHENTICATION, [custom(ANY, id=7, groups=frozenset()), DEFAULT], []),
    ("an earlier policy for all of its groups", Kind.SESSION,
     [custom(ANY, name="First", groups=frozenset({1, 2})), custom(ANY, id=2), DEFAULT],
     ["These policies come first and decide for the same groups: First. Move this policy up."]),
    ("earlier policies for its groups together", Kind.SESSION,
     [custom(ANY, name="First", groups=frozenset({1})),
      custom(ANY, id=2, name="Second", groups=frozenset({2})),
      custom(ANY, id=3, groups=frozenset({1, 2})), DEFAULT],
     ["These policies come first and decide for the same groups: First, Second. Move this policy up."]),
    ("an earlier policy for some of its groups", Kind.SESSION,
     [custom(ANY), custom(ANY, id=2, groups=frozenset({1, 3})), DEFAULT], []),
    ("an earlier policy with conditions", Kind.SESSION, [custom(WEEKDAYS), custom(ANY, id=2), DEFAULT], []),
    ("an earlier policy that is off", Kind.SESSION,
     [custom(ANY, active=False), custom(ANY, id=2), DEFAULT], []),
    ("a rule behind one for everyone", Kind.SESSION, [custom(ANY, LATER), DEFAULT],
     ["“Any” comes first and matches everyone. Move this rule up."]),
    ("a rule behind one with conditions", Kind.SESSION, [custom(WEEKDAYS, LATER), DEFAULT], []),
    ("a rule behind one that is off", Kind.SESSION, [custom(OFF, LATER), DEFAULT], []),
    ("the default rule behind one for everyone", Kind.SESSION, [policy(ANY, DEFAULT_RULE)], []),
]  # fmt: skip


@each("name, kind, policies, reasons", TABLE, ids=[row[0] for row in TABLE])
def test_policies_without_effect_are_listed_with_the_reason(
    name: str, kind: Kind, policies: list[Policy], reasons: list[str]
) -> None:
    of_kinds = {one: tuple(policies) if one is kind else () for one in Kind}
    found = ineffective_policies(of_kinds, used_ids=frozenset({7}))
    assert [item.reason.english for item in found] == reasons, name


def test_a_rule_without_effect_is_named_with_its_policy() -> None:
    shadowed = custom(ANY, LATER, name="Office")
    found = ineffective_policies(
        {kind: (shadowed,) if kind is Kind.SESSION else () for kind in Kind}, frozenset()
    )
    assert [(item.kind, item.policy.name, item.rule and item.rule.name) for item in found] == [
        (Kind.SESSION, "Office", "Later")
    ]
