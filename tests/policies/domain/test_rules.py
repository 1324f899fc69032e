from dataclasses import dataclass, field

import pytest

from policies.domain.facts import Facts
from policies.domain.rules import Condition, Policy, Undecided, evaluate, explain
from policies.domain.words import Sentence
from tests.policies.domain.made import facts, policy, rule
from tests.tables import each


@dataclass(frozen=True)
class InGroup(Condition):
    """A condition that counts its evaluations."""

    group_id: int
    asked: list[int] = field(default_factory=list)

    def holds(self, facts: Facts) -> bool:
        self.asked.append(self.group_id)
        return self.group_id in facts.group_ids

    def describe(self) -> Sentence:
        return Sentence("Only for {0}.", (str(self.group_id),))


CATCH_ALL = policy(rule("default", id=99, is_default=True), id=99, name="Default")
STAFF = policy(rule("staff", InGroup(1)), id=1, is_default=False, group_ids=frozenset({1, 2}), name="Staff")
FOR_ALL_MEMBERS = policy(rule("members"), id=2, is_default=False, group_ids=frozenset({1, 2}))

TABLE = [
    ("the first that matches", [STAFF, FOR_ALL_MEMBERS, CATCH_ALL], {1}, None, "staff"),
    ("no rule of the first matches", [STAFF, FOR_ALL_MEMBERS, CATCH_ALL], {2}, None, "members"),
    ("in none of the groups", [STAFF, FOR_ALL_MEMBERS, CATCH_ALL], {3}, None, "default"),
    ("in no group", [STAFF, CATCH_ALL], set(), None, "default"),
    ("chosen by the app", [STAFF, FOR_ALL_MEMBERS, CATCH_ALL], set(), 2, "members"),
    ("chosen, but no rule matches", [STAFF, CATCH_ALL], set(), 1, "default"),
    ("chosen, but gone", [STAFF, CATCH_ALL], set(), 7, "default"),
    ("a policy without rules", [policy(is_default=False, group_ids=frozenset({1})), CATCH_ALL], {1}, None,
     "default"),
    ("a policy switched off",
     [policy(rule("off"), id=3, is_default=False, active=False, group_ids=frozenset({1})), CATCH_ALL],
     {1}, 3, "default"),
    ("a rule switched off", [policy(rule("off", active=False), rule("on"))], set(), None, "on"),
    ("every condition must hold",
     [policy(rule("both", InGroup(1), InGroup(2)), rule("one", InGroup(1)))], {1}, None, "one"),
]  # fmt: skip


@each(
    ("policies", "groups", "chosen", "outcome"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE]
)
def test_first_matching_rule_decides(policies, groups, chosen, outcome):
    asked = facts(group_ids=frozenset(groups))

    assert evaluate(policies, asked, chosen).outcome == outcome
    assert explain(policies, asked, chosen).decision.outcome == outcome


def test_without_a_default_policy_nothing_is_decided():
    with pytest.raises(Undecided):
        evaluate([STAFF], facts())
    with pytest.raises(Undecided):
        explain([STAFF], facts())


def test_explanation_lists_evaluated_rules_and_reasons():
    looked = explain([STAFF, FOR_ALL_MEMBERS, CATCH_ALL], facts(group_ids=frozenset({2}))).policies

    assert [(look.policy.name, look.applied) for look in looked] == [("Staff", True), ("Policy", True)]
    assert [sentence.english for sentence in looked[0].rules[0].describe()] == ["Only for 1."]
    assert looked[1].rules[0].matched


def test_only_rules_of_applicable_policies_are_evaluated_once():
    asked: list[int] = []
    many = [
        Policy(
            id=number,
            name="one of a thousand",
            group_ids=frozenset({number}),
            rules=tuple(rule(None, InGroup(-1, asked)) for _ in range(10)),
        )
        for number in range(1000)
    ]

    evaluate([*many, CATCH_ALL], facts(group_ids=frozenset(range(200))))

    assert len(asked) == 200 * 10
