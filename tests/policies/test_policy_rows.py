from datetime import UTC, datetime

import pytest

from accounts.configuration_cache import raise_version
from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.domain.rules import Kind
from policies.domain.snapshot import PolicySnapshot
from policies.models import Rule, SessionOutcome
from policies.selectors import current_policies, load_policies
from tests.policies.rows import add_policy, add_rule, group

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


def test_first_rows_equal_the_defaults_of_the_domain():
    rows, values, facts = load_policies(), PolicySnapshot(), Facts(at=NOW)

    assert decide(rows, facts).session == decide(values, facts).session
    assert decide(rows, facts, None).authentication == decide(values, facts, None).authentication
    assert decide(rows, facts).password == decide(values, facts).password
    assert decide(rows, facts).account_management(facts.operation, facts.authenticator) == decide(
        values, facts
    ).account_management(facts.operation, facts.authenticator)
    assert rows.protection == values.protection
    allowed = {
        key: setting
        for key, setting in decide(rows, facts).enrollment.settings.items()
        if setting.need != "not_allowed"
    }
    assert allowed == decide(values, facts).enrollment.settings


def test_more_policies_cost_no_more_statements(django_assert_num_queries):
    for number in range(3):
        policy = add_policy(Kind.SESSION, f"Policy {number}", group(f"Group {number}"))
        add_rule(policy, {"device": "new"})

    with django_assert_num_queries(18):
        load_policies()


def test_fresh_snapshot_is_read_without_a_statement(django_assert_num_queries):
    policy = add_policy(Kind.SESSION, "Policy", group("Group"))
    rules = Rule.objects.bulk_create(Rule(policy=policy, name=f"Rule {number}") for number in range(100))
    SessionOutcome.objects.bulk_create(SessionOutcome(rule=rule) for rule in rules)
    raise_version()
    current_policies()

    with django_assert_num_queries(0):
        assert decide(current_policies(), Facts(at=NOW, group_ids=frozenset(range(200)))).session.allowed
