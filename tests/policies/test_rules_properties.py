"""For any policies and users, what administrators see is what the server decides."""

from hypothesis import given
from hypothesis import strategies as st

from policies.domain.rules import Policy, PolicyIndex, Rule, evaluate, explain
from tests.policies.domain.made import facts
from tests.policies.domain.test_rules import CATCH_ALL, InGroup

ids = st.integers(0, 4)
rules = st.builds(
    Rule,
    id=ids,
    name=st.just("rule"),
    conditions=st.lists(ids.map(InGroup), max_size=3).map(tuple),
    outcome=st.integers(),
    active=st.booleans(),
)
policies = st.builds(
    Policy,
    id=ids,
    name=st.just("policy"),
    group_ids=st.frozensets(ids, max_size=3),
    rules=st.lists(rules, max_size=4).map(tuple),
    active=st.booleans(),
)


@given(st.lists(policies, max_size=6), st.frozensets(ids), st.none() | ids)
def test_explanation_equals_the_decision(before, groups, chosen):
    everything, asked = [*before, CATCH_ALL], facts(group_ids=groups)

    decided, explained = evaluate(everything, asked, chosen), explain(everything, asked, chosen)

    assert explained.decision == decided
    assert explained.policies[-1].policy is decided.policy
    assert [look.matched for look in explained.policies[-1].rules][-1]
    earlier = [look for policy_look in explained.policies[:-1] for look in policy_look.rules]
    assert not any(look.matched for look in earlier)


some_policies = st.lists(policies, max_size=6, unique_by=lambda policy: policy.id)


@given(some_policies, st.frozensets(ids), st.none() | ids)
def test_index_finds_the_policies_that_apply_in_their_order(before, groups, chosen):
    everything, asked = [*before, CATCH_ALL], facts(group_ids=groups)

    found = PolicyIndex(everything).applicable(asked, chosen)

    assert found == [policy for policy in everything if policy.applies(asked, chosen)]
