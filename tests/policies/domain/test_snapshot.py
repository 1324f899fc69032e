from datetime import timedelta

from accounts.domain.authenticators import Authenticator
from policies.domain.assurance import Requirement
from policies.domain.conditions import read_conditions
from policies.domain.decide import decide
from policies.domain.declaration import Named
from policies.domain.facts import Operation
from policies.domain.outcomes import AuthenticationOutcome, FirstFactor, Need, Prompt, SessionOutcome
from policies.domain.simulation import data_of, explain_all, lines_of
from policies.domain.snapshot import PolicySnapshot
from policies.domain.zones import check_networks
from tests.policies.domain.made import facts, policy, rule, values

OUT_OF_THE_BOX = PolicySnapshot()


def test_defaults_admit_every_user_by_one_factor():
    session, access = (
        decide(OUT_OF_THE_BOX, facts()).session,
        decide(OUT_OF_THE_BOX, facts(), None).authentication,
    )

    assert (session.allowed, session.first_factor) == (True, FirstFactor.ANY)
    assert (session.further_factor, session.idle, session.absolute) == (
        False,
        timedelta(hours=2),
        timedelta(hours=24),
    )
    assert (access.allowed, access.requirement.factors) == (True, 1)


def test_out_of_the_box_phones_and_security_questions_are_not_allowed():
    enrollment = decide(OUT_OF_THE_BOX, facts()).enrollment

    assert [one for one in Authenticator if enrollment.setting(one).need is Need.OPTIONAL] == [
        Authenticator.PASSWORD,
        Authenticator.EMAIL,
        Authenticator.TOTP,
        Authenticator.PASSKEY,
        Authenticator.RECOVERY_CODE,
        Authenticator.IDENTITY_PROVIDER,
    ]
    assert not any(enrollment.requires(one) for one in Authenticator)


def test_defaults_follow_nist_for_passwords_and_require_two_factors():
    password, management = (
        decide(OUT_OF_THE_BOX, facts()).password,
        decide(OUT_OF_THE_BOX, facts()).account_management(Operation.ENROLL),
    )

    assert (password.rules.min_length, password.lockout.attempts) == (15, 10)
    assert password.lockout.unlock_after == timedelta(minutes=15)
    assert (management.factors, management.if_enrolled) == (2, True)


def test_defaults_cost_no_statement():
    assert not OUT_OF_THE_BOX.group_ids
    assert not OUT_OF_THE_BOX.uses_devices


def _with(*rules, **changes):
    return PolicySnapshot(session_policies=(policy(*rules, **changes),))


def test_snapshot_lists_the_groups_and_users_of_its_conditions():
    conditions = read_conditions(
        values(groups_excluded=(Named(2, "Guests"),), people_excluded=(Named(7, "ada@example.com"),))
    )
    snapshot = _with(rule(SessionOutcome(), *conditions), group_ids=frozenset({1}))

    assert (snapshot.group_ids, snapshot.user_ids) == ({1, 2}, {7})


def test_devices_matter_where_a_rule_asks_about_them_or_remembers_a_factor():
    by_condition = rule(SessionOutcome(), *read_conditions(values(device="new")))
    by_outcome = rule(SessionOutcome(further_factor=True, prompt=Prompt.AFTER))
    every_time = rule(SessionOutcome(further_factor=True, prompt=Prompt.ALWAYS))

    assert _with(by_condition).uses_devices
    assert _with(by_outcome).uses_devices
    assert not _with(every_time).uses_devices


def test_every_decision_has_text_and_json_explanations():
    special = policy(
        rule(AuthenticationOutcome(requirement=Requirement(factors=2))),
        id=5,
        name="Payroll",
        is_default=False,
    )
    policies = (special, *OUT_OF_THE_BOX.authentication_policies)
    snapshot = PolicySnapshot(authentication_policies=policies)

    explained = explain_all(snapshot, facts(), 5)

    assert len(explained) == 5
    assert "  So: Two different factors are required." in list(lines_of(explained[1]))
    assert (data_of(explained[1])["policy"], data_of(explained[1])["rule"]) == ("Payroll", "Rule")


def test_a_zone_has_networks_and_nothing_else():
    assert check_networks("203.0.113.0/24\n\n 2001:db8::/32 \n198.51.100.7") == ()
    assert (
        check_networks(
            "\u200b203.0.113.0/24\u00a0\n\ufeff198.51.100.7\u2060\n\u200b\n\u20662001:db8::/32\u2069"
        )
        == ()
    )
    assert [one.params for one in check_networks("203.0.113.1/24\nhere")] == [("203.0.113.1/24",), ("here",)]
    assert [one.code for one in check_networks(" \n")] == ["ssr.policy.zone_empty"]
