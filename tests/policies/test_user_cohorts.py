import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Status
from policies.domain.assurance import possible_evidence
from policies.domain.conditions import read_conditions
from policies.domain.declaration import Named
from policies.domain.snapshot import PolicySnapshot
from policies.selectors.users import all_owners, all_users, cohorts
from tests.actors import a_user
from tests.policies.domain.made import policy, rule, values
from tests.policies.rows import group, has, owner

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

PASSWORD = "violet harbour under nine lamps"
KNOWN = possible_evidence(Authenticator.PASSWORD)
MAIL = possible_evidence(Authenticator.EMAIL)


def looking_at(*groups, people=()):
    named = tuple(Named(user.pk, user.email) for user in people)
    conditions = read_conditions(values(people_excluded=named))
    rules = rule(PolicySnapshot().session_policies[0].rules[0].outcome, *conditions)
    ids = frozenset(one.pk for one in groups)
    return PolicySnapshot(session_policies=(policy(rules, group_ids=ids),))


def test_users_are_counted_by_cohort():
    for number in range(3):
        a_user(f"ada{number}@example.com", PASSWORD)
    a_user("ben@example.com", email_verified=False)
    a_user("gone@example.com", status=Status.SUSPENDED)

    found = {one.evidence: one.count for one in cohorts(all_users(), PolicySnapshot())}

    assert found == {frozenset({KNOWN, MAIL}): 3, frozenset(): 1}


def test_cohorts_differ_by_groups_authenticators_and_names_policies_use():
    ada, ben, eve, dan = (a_user(f"{name}@example.com", PASSWORD) for name in ("ada", "ben", "eve", "dan"))
    staff, guests = group("Staff", ada, ben), group("Guests", ben, dan)
    has(ben, Authenticator.TOTP)
    has(eve, Authenticator.PASSKEY, user_verified=True)
    has(eve, Authenticator.ACCESS_CODE)

    found = list(cohorts(all_users(), looking_at(staff, people=[eve])))

    base = frozenset({KNOWN, MAIL})
    passkey = possible_evidence(Authenticator.PASSKEY, user_verified=True)
    in_staff = frozenset({staff.pk})
    assert [(one.evidence, one.group_ids, one.user_id, one.count) for one in found] == [
        (base, frozenset(), None, 1),
        (base, in_staff, None, 1),
        (base | {possible_evidence(Authenticator.TOTP)}, in_staff, None, 1),
        (base | {passkey}, frozenset(), eve.pk, 1),
    ]
    assert guests.pk not in frozenset().union(*(one.group_ids for one in found))


def test_more_users_cost_no_more_statements():
    def statements(people):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            list(cohorts(all_users(), looking_at(staff)))
        return len(seen)

    first = [a_user("ada@example.com", PASSWORD)]
    staff = group("Staff", *first)
    has(first[0], Authenticator.TOTP)
    few = statements(first)
    for number in range(10):
        user = a_user(f"ada{number}@example.com", PASSWORD)
        has(user, Authenticator.TOTP)
        staff.memberships.create(user=user, source="administrator", granted_at=user.created_at)

    assert statements(first) == few == 4


def test_only_active_users_with_every_permission_are_owners():
    root = owner()
    a_user("ada@example.com", PASSWORD)

    assert list(all_owners()) == [root]
    root.status = Status.SUSPENDED
    root.save()
    assert not all_owners().exists()
