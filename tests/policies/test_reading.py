from datetime import UTC, datetime

import pytest

from accounts.configuration import raise_version
from policies.domain.facts import Facts
from policies.domain.rules import Kind
from policies.domain.snapshot import PolicySnapshot
from policies.models import Rule, SessionOutcome
from policies.selectors import current_policies, load_policies
from tests.policies.rows import add_policy, add_rule, group

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


def test_the_first_rows_say_what_the_domain_has_as_its_defaults():
    rows, values, facts = load_policies(), PolicySnapshot(), Facts(at=NOW)

    assert rows.session_for(facts) == values.session_for(facts)
    assert rows.authentication_for(facts, None) == values.authentication_for(facts, None)
    assert rows.password_for(facts) == values.password_for(facts)
    assert rows.account_management_for(facts) == values.account_management_for(facts)
    assert rows.protection == values.protection
    allowed = {
        key: wish for key, wish in rows.enrollment_for(facts).wishes.items() if wish.need != "not_allowed"
    }
    assert allowed == values.enrollment_for(facts).wishes


def test_more_policies_cost_no_more_statements(django_assert_num_queries):
    for number in range(3):
        policy = add_policy(Kind.SESSION, f"Policy {number}", group(f"Group {number}"))
        add_rule(policy, {"device": "new"})

    with django_assert_num_queries(16):
        load_policies()


def test_a_fresh_snapshot_is_asked_without_a_statement(django_assert_num_queries):
    policy = add_policy(Kind.SESSION, "Policy", group("Group"))
    rules = Rule.objects.bulk_create(Rule(policy=policy, name=f"Rule {number}") for number in range(100))
    SessionOutcome.objects.bulk_create(SessionOutcome(rule=rule) for rule in rules)
    raise_version()
    current_policies()

    with django_assert_num_queries(0):
        current_policies().session_for(Facts(at=NOW, group_ids=frozenset(range(200))))
