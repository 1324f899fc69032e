"""After a change a process reads again what has changed, and comes to what it would by reading everything."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.brand import current_brand
from accounts.configuration_cache import BRAND, raise_version
from accounts.models import Group
from policies.domain.rules import Kind
from policies.models import AccountProtection, NetworkZone, Policy, Rule
from policies.selectors import current_policies, load_policies
from policies.services import policies, protection, rules, zones
from policies.services.policies import PolicyDraft
from policies.services.zones import limit_multiplier
from tests.policies.rows import add_policy, add_rule, author, default_rule, draft, group

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _rows() -> None:
    office = zones.save_zone(NetworkZone(name="Office", networks="203.0.113.0/24"), author())
    names = ("first session", "second session", "third session", "first password")
    for name in names:
        policy = add_policy(Kind(name.split()[1]), name, group(name))
        add_rule(policy, {"name": "at the office", "zones_included": [office]})
        add_rule(policy, {"name": "by day"})
    raise_version()
    current_policies()


def _policy(name: str = "second session") -> Policy:
    return Policy.objects.get(name=name)


def _rule() -> Rule:
    return Rule.objects.get(policy=_policy(), name="by day")


def _rename_policy() -> None:
    row = _policy()
    row.name = "Renamed"
    policies.save_policy(PolicyDraft(row, list(Group.objects.filter(name__startswith="first"))), author())


def _reorder_policies() -> None:
    ids = list(Policy.objects.filter(kind=Kind.SESSION, is_default=False).values_list("pk", flat=True))
    policies.reorder_policies(Kind.SESSION, ids[::-1], author())


def _reorder_rules() -> None:
    ids = list(_policy().rules.values_list("pk", flat=True))
    rules.reorder_rules(_policy(), ids[::-1], author())


def _change_rule() -> None:
    changed = rules.draft_of(_rule())
    changed.outcome.allowed = False
    rules.save_rule(changed, author())


def _change_zone() -> None:
    zone = NetworkZone.objects.get()
    zone.networks, zone.limit_multiplier = "198.51.100.0/24", 7
    zones.save_zone(zone, author())


def _protect() -> None:
    row = AccountProtection.objects.get()
    row.hide_at_recovery = not row.hide_at_recovery
    protection.save_protection(row, actor=None, now=timezone.now())


WRITES: dict[str, Callable[[], object]] = {
    "policy added": lambda: add_policy(Kind.SESSION, "New", group("New")),
    "policy changed": _rename_policy,
    "policy switched off": lambda: policies.set_policy_active(_policy(), author(), active=False),
    "policy deleted": lambda: policies.delete_policy(_policy(), author()),
    "policies reordered": _reorder_policies,
    "rule added": lambda: add_rule(_policy(), {"name": "by night"}, allowed=False),
    "rule changed": _change_rule,
    "rule switched off": lambda: rules.set_rule_active(_rule(), author(), active=False),
    "rule deleted": lambda: rules.delete_rule(_rule(), author()),
    "rules reordered": _reorder_rules,
    "default rule saved": lambda: rules.save_rule(rules.draft_of(default_rule(Kind.PASSWORD)), author()),
    "zone changed": _change_zone,
    "protection changed": _protect,
}


@pytest.mark.parametrize("write", WRITES)
def test_renewed_policies_are_those_of_the_rows(write):
    before = current_policies()

    WRITES[write]()

    after = current_policies()
    assert after == load_policies()
    assert (after != before) or write == "default rule saved"
    assert (after.group_ids, after.user_ids) == (load_policies().group_ids, load_policies().user_ids)


def test_policies_that_have_not_changed_are_not_read_again():
    before = current_policies()

    _change_rule()

    after, changed = current_policies(), _policy().pk
    assert [id for id, policy in after.by_id.items() if policy is not before.by_id[id]] == [changed]


@pytest.mark.parametrize("more", [0, 10])
def test_renewal_needs_the_same_statements_for_many_policies(more):
    for number in range(more):
        add_rule(add_policy(Kind.SESSION, f"Policy {number}", group(f"Group {number}")), {"name": "Rule"})
    current_policies()
    _change_rule()

    with CaptureQueriesContext(
        connection,
    ) as statements:
        current_policies()

    # The version, what has changed since, the order, and the rows of one policy.
    assert len(statements) == 17


def test_change_of_something_else_reads_no_policy():
    before, brand = current_policies(), current_brand()
    raise_version(BRAND)

    with CaptureQueriesContext(connection) as statements:
        assert current_policies() is before

    assert len(statements) == 2
    assert current_brand() is not brand


def test_change_of_a_zone_is_in_its_limit_and_in_its_rules():
    assert limit_multiplier("198.51.100.9") == 1

    _change_zone()

    assert limit_multiplier("198.51.100.9") == 7


def test_policies_deleted_and_added_at_once_are_renewed_together():
    policies.delete_policy(_policy("first session"), author())
    add_policy(Kind.SESSION, "Another", group("Another"))
    rules.save_rule(draft(_policy("third session"), {"name": "by night"}), author())

    assert current_policies() == load_policies()
