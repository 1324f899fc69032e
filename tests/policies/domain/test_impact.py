from dataclasses import replace

from accounts.domain.authenticators import Authenticator
from policies.domain.assurance import Requirement, possible_evidence
from policies.domain.conditions import read_conditions
from policies.domain.declaration import Named
from policies.domain.impact import Change, Effect, SignInCircumstances, UserCohort, can_sign_in, effect_of
from policies.domain.outcomes import (
    AuthenticationOutcome,
    AuthenticatorSetting,
    EnrollmentOutcome,
    FirstFactor,
    Need,
    SessionOutcome,
)
from policies.domain.snapshot import PolicySnapshot
from tests.policies.domain.made import NOW, policy, rule, values
from tests.tables import each

A = Authenticator
TODAY = SignInCircumstances(NOW)


def held(*authenticators):
    return frozenset(possible_evidence(one, user_verified=one is A.PASSKEY) for one in authenticators)


def only(*authenticators):
    return EnrollmentOutcome({one: AuthenticatorSetting(Need.OPTIONAL) for one in authenticators})


def snapshot(session=None, access=None, enrollment=None):
    given = {
        "session_policies": session,
        "authentication_policies": access,
        "enrollment_policies": enrollment,
    }
    return PolicySnapshot(**{key: (policy(rule(one)),) for key, one in given.items() if one is not None})


TWO = AuthenticationOutcome(requirement=Requirement(factors=2))
EXCLUDED = AuthenticationOutcome(requirement=Requirement(excluded=frozenset({A.PASSWORD})))
TABLE = [
    ("a password, one factor", snapshot(), held(A.PASSWORD), True),
    ("nothing at all", snapshot(), held(), False),
    ("denied a session", snapshot(session=SessionOutcome(allowed=False)), held(A.PASSWORD), False),
    ("denied the app", snapshot(access=AuthenticationOutcome(allowed=False)), held(A.PASSWORD), False),
    ("two factors, one to be set up", snapshot(access=TWO), held(A.PASSWORD), True),
    ("two factors, nothing to be set up", snapshot(access=TWO, enrollment=only(A.PASSWORD)), held(A.PASSWORD),
     False),
    ("two factors, both there", snapshot(access=TWO, enrollment=only(A.PASSWORD, A.TOTP)),
     held(A.PASSWORD, A.TOTP), True),
    ("two factors, the second not allowed any more", snapshot(access=TWO, enrollment=only(A.PASSWORD)),
     held(A.PASSWORD, A.TOTP), False),
    ("a passkey alone is two", snapshot(access=TWO, enrollment=only(A.PASSKEY)), held(A.PASSKEY), True),
    ("nothing to begin with", snapshot(), held(A.SECURITY_QUESTION), False),
    ("what there is does not count", snapshot(access=EXCLUDED),
     held(A.PASSWORD), False),
    ("a password to be set up", snapshot(session=SessionOutcome(first_factor=FirstFactor.PASSWORD)),
     held(A.EMAIL), True),
    ("no password to be set up",
     snapshot(session=SessionOutcome(first_factor=FirstFactor.PASSWORD), enrollment=only(A.EMAIL)),
     held(A.EMAIL), False),
]  # fmt: skip


@each(("policies", "proofs", "able"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE])
def test_cohorts_that_can_sign_in(policies, proofs, able):
    assert can_sign_in(policies, UserCohort(proofs), TODAY, None) is able


def test_deny_rule_locks_out_its_group_and_users():
    conditions = read_conditions(
        values(groups_included=(Named(1, "Guests"),), people_excluded=(Named(7, "ada@example.com"),))
    )
    denied = rule(SessionOutcome(allowed=False), *conditions)
    policies = PolicySnapshot(session_policies=(policy(denied, rule(SessionOutcome())),))
    guest = UserCohort(held(A.PASSWORD), frozenset({1}))

    assert not can_sign_in(policies, guest, TODAY, None)
    assert can_sign_in(policies, replace(guest, user_id=7), TODAY, None)
    assert can_sign_in(policies, replace(guest, group_ids=frozenset()), TODAY, None)


STRICT = Change(snapshot(), snapshot(access=TWO, enrollment=only(A.PASSWORD, A.TOTP, A.EMAIL)))
NO_MORE = Change(snapshot(), snapshot(access=TWO, enrollment=only(A.PASSWORD)))
CROWD = (
    UserCohort(held(A.PASSWORD), count=10),
    UserCohort(held(A.PASSWORD, A.TOTP), count=2),
    UserCohort(held(), count=5),
)


def test_only_users_who_could_sign_in_before_are_counted():
    assert effect_of(STRICT, CROWD, TODAY, lambda: True) == Effect(0)
    assert effect_of(NO_MORE, CROWD, TODAY, lambda: True) == Effect(12)


def test_user_locked_out_of_one_app_is_counted_once():
    special = policy(rule(AuthenticationOutcome(allowed=False)), id=5, is_default=False)
    before = PolicySnapshot()
    after = PolicySnapshot(authentication_policies=(special, *before.authentication_policies))

    assert effect_of(Change(before, after, (None,)), CROWD, TODAY, lambda: True) == Effect(0)
    assert effect_of(Change(before, after, (None, 5)), CROWD, TODAY, lambda: True) == Effect(12)


def test_exceeded_time_is_reported():
    left = iter([True, False])

    assert effect_of(NO_MORE, CROWD, TODAY, lambda: next(left)) == Effect(10, complete=False)


@each(
    ("effect", "said"),
    [
        (Effect(0), "Everyone who can sign in today still can."),
        (Effect(1), "1 person would lose access."),
        (Effect(12), "12 people would lose access."),
        (Effect(12, complete=False), "At least 12 people would lose access."),
    ],
)
def test_impact_has_a_description(effect, said):
    assert effect.describe().english == said
