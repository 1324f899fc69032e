"""Recovery: email restores only what nothing else protects, and adds nothing to itself (idea 12)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from accounts.domain.lifecycle import Status
from flows.account_lookup import recovery_candidate, unlock_candidate
from flows.domain.next_step import RECOVERED, RESET_NOT_ALLOWED, UNLOCK_NOT_ALLOWED, UNLOCKED
from flows.domain.steps import StepName
from flows.domain.transaction import Intent
from policies.domain.assurance import Requirement
from policies.domain.outcomes import (
    AccountManagementOutcome,
    AuthenticationOutcome,
    Need,
    PasswordOutcome,
    SessionOutcome,
)
from tests.flows.domain.facts import (
    NOW,
    by_mail,
    challenge,
    enrolled,
    having,
    identified,
    pending,
    policies,
    proof,
    proved,
    setup,
    step_of,
    submitted,
    user,
    wants,
)
from tests.tables import each

BACK, UNLOCK, IN, ACTIVATE = Intent.RECOVER, Intent.UNLOCK, Intent.SIGN_IN, Intent.ACTIVATE
EVERYTHING = setup(phone=Need.OPTIONAL, security_question=Need.OPTIONAL)
DEFAULTS: dict = {"outcomes": {"enrollment": EVERYTHING}}
TWO = {
    "outcomes": {
        "enrollment": EVERYTHING,
        "authentication": AuthenticationOutcome(requirement=Requirement(factors=2)),
    }
}
PROTECTING = ["totp", "passkey", "recovery_code", "phone"]
RESET, DONE, ENDED = StepName.RESET_PASSWORD, StepName.DONE, StepName.ENDED
NEW = {"password_hash": "hash"}


def step(transaction, rules=DEFAULTS):
    return step_of(transaction, policies(**rules))


def mailed(who, *names, intent=BACK, **facts):
    """Return a user who has proved the address, and perhaps more."""
    return identified(intent, who, proofs=(*by_mail(), *proved(*names)), **facts)


@each("one", PROTECTING)
def test_email_alone_resets_no_password_of_a_user_with_more_factors(one):
    assert step(mailed(having(one))).name.value == f"challenge-{one.replace('_', '-')}"
    assert step(mailed(having(one), **NEW)).name != DONE
    assert step(mailed(having(one), one)).name == RESET
    assert step(mailed(having(one), one, **NEW)).name == DONE


@each("status", [Status.LOCKED_OUT, Status.PASSWORD_EXPIRED])
@each("one", PROTECTING)
def test_email_alone_recovers_no_user_with_more_factors_in_any_status(one, status):
    assert step(mailed(having(one, status=status))).name.value.startswith(f"challenge-{one.split('_')[0]}")


@each("one", PROTECTING)
def test_knowing_the_password_does_not_stand_in_for_it(one):
    assert step(mailed(having(one), "password")).name.value.startswith("challenge-")
    assert step(mailed(having(one), "password")).name != StepName.CHALLENGE_PASSWORD


def test_any_one_of_several_will_do():
    who = having("totp", "passkey", "recovery_code")
    for one in ("totp", "passkey", "recovery_code"):
        assert step(mailed(who, one)).name == RESET


def test_security_question_protects_nothing_and_replaces_no_password():
    assert step(mailed(having("security_question"))).name == RESET


def test_user_without_other_factors_recovers_by_email():
    assert step(mailed(user())).name == RESET
    assert step(mailed(user(), **NEW)).name == DONE


def test_exhausted_recovery_codes_are_not_prompted_for():
    empty = enrolled("recovery_code", replace(enrolled("recovery_code").data, digests=()))
    assert step(mailed(user(enrolled=(empty,)))).name != StepName.CHALLENGE_RECOVERY_CODE


FURTHER = [
    ("nothing else: no session", user(), (), "finished"),
    ("a password that was forgotten is no further factor", user(), (), "finished"),
    ("an app is of the mail's own class", having("totp"), ("totp",), "finished"),
    ("a passkey that knew its user", having("passkey"), ("passkey",), "done"),
    ("an access code", having("access_code"), ("access_code",), "done"),
    ("a question is still to be answered", having("security_question"), (), "challenge-security-question"),
    ("a question from before", having("security_question"), ("security_question",), "done"),
]


@each(("who", "names", "expected"), [line[1:] for line in FURTHER], ids=[line[0] for line in FURTHER])
def test_factors_after_a_reset_are_those_enrolled_before(who, names, expected):
    found = step(mailed(who, *names, **NEW), TWO)
    if expected == "finished":
        assert (found.name, found.signs_in, found.outcome) == (DONE, False, RECOVERED)
    else:
        assert (found.name.value, found.signs_in) == (expected, True)


@each("one", ["totp", "passkey", "phone"])
def test_enrollment_in_a_recovery_adds_no_assurance(one):
    facts = mailed(user(), **NEW, pending=(pending(one),))
    found = step(facts, TWO)
    assert (found.name, found.signs_in) == (DONE, False)


def test_in_a_sign_up_password_and_mail_are_two():
    facts = identified(Intent.SIGN_UP, None, submission=submitted(), proofs=by_mail(), **NEW)
    assert step(facts, TWO).signs_in
    assert step(facts, TWO).name == DONE


@pytest.mark.parametrize("outcome", ["authentication", "session"])
def test_denied_user_gets_a_new_password_and_no_session(outcome):
    said = {"authentication": AuthenticationOutcome, "session": SessionOutcome}[outcome](allowed=False)
    found = step(mailed(user(), **NEW), {"outcomes": {outcome: said}})
    assert (found.name, found.signs_in) == (DONE, False)


ALLOWED = [
    ("the password policy allows no reset", BACK, {"password": PasswordOutcome(reset_allowed=False)}),
    (
        "the account management policy allows none",
        BACK,
        {"account_management": AccountManagementOutcome(allowed=False)},
    ),
    (
        "two factors are asked of everybody, also of those who have one",
        BACK,
        {"account_management": AccountManagementOutcome(factors=2, if_enrolled=False)},
    ),
    ("the password policy allows no unlocking", UNLOCK, {"password": PasswordOutcome(unlock_allowed=False)}),
    (
        "the account management policy allows none of it",
        UNLOCK,
        {"account_management": AccountManagementOutcome(allowed=False)},
    ),
]


@each(("intent", "outcomes"), [line[1:] for line in ALLOWED], ids=[line[0] for line in ALLOWED])
def test_policy_denial_is_shown_only_after_proof_of_the_address(intent, outcomes):
    who = user(Status.LOCKED_OUT) if intent is UNLOCK else user()
    rules = {"outcomes": outcomes}
    assert step(identified(intent, who), rules) == step(identified(intent, None), rules)
    refusal = RESET_NOT_ALLOWED if intent is BACK else UNLOCK_NOT_ALLOWED
    found = step(mailed(who, intent=intent), rules)
    assert (found.name, found.messages[0].key) == (ENDED, refusal)


def test_locked_account_is_unlocked_by_email_without_a_session():
    found = step(mailed(user(Status.LOCKED_OUT), intent=UNLOCK))
    assert (found.name, found.signs_in, found.outcome) == (DONE, False, UNLOCKED)


@each("one", PROTECTING)
def test_email_alone_unlocks_no_user_with_more_factors(one):
    who = having(one, status=Status.LOCKED_OUT)
    assert step(mailed(who, intent=UNLOCK)).name.value == f"challenge-{one.replace('_', '-')}"
    assert step(mailed(who, one, intent=UNLOCK)).name == DONE


def test_a_locked_account_can_be_recovered():
    assert step(mailed(user(Status.LOCKED_OUT))).name == RESET
    assert step(mailed(user(Status.LOCKED_OUT), **NEW)).name == DONE


MAY = [
    (Status.ACTIVE, True, True),
    (Status.LOCKED_OUT, True, True),
    (Status.PASSWORD_EXPIRED, True, False),
    (Status.PROVISIONED, True, False),
    (Status.RECOVERY, False, False),
    (Status.STAGED, True, False),
    (Status.SUSPENDED, False, False),
    (Status.DEPROVISIONED, False, False),
]


@each(("status", "recovers", "unlocks"), MAY)
def test_statuses_that_recover_and_unlock(status, recovers, unlocks):
    who = user(status)
    assert (recovery_candidate(who) is who) is recovers
    assert (unlock_candidate(who) is who) is unlocks


def test_unverified_account_cannot_be_recovered_or_unlocked():
    claim = user(is_claim=True, email_verified=False)
    assert recovery_candidate(claim) is None
    assert unlock_candidate(claim) is None


@pytest.mark.parametrize("hidden", [True, False])
def test_email_opens_no_unverified_account_with_a_password(hidden):
    claim = user(is_claim=True, email_verified=False)
    for chosen in (None, "email"):
        facts = identified(IN, claim, proofs=by_mail())
        assert step(facts, {**DEFAULTS, "hidden": hidden}).name == StepName.CHALLENGE_PASSWORD, chosen
    both = identified(IN, claim, proofs=(*by_mail(), proof("password")))
    assert step(both, {**DEFAULTS, "hidden": hidden}).name == DONE


@pytest.mark.parametrize("rules", [DEFAULTS, TWO])
def test_a_mail_replaces_no_expired_password(rules):
    """Signing in by mail must not be a way to set a password past the rules of a recovery."""
    for who in (user(Status.PASSWORD_EXPIRED), having("totp", status=Status.PASSWORD_EXPIRED)):
        assert step(identified(IN, who, proofs=by_mail()), rules).name == StepName.CHALLENGE_PASSWORD
        known = identified(IN, who, proofs=(*by_mail(), proof("password")))
        assert step(known, rules).name == StepName.EXPIRED_PASSWORD


AGES = [(0, "done"), (75, "done"), (76, "expiring-password"), (90, "expired-password")]


@each(("days", "expected"), AGES)
def test_a_password_that_is_used_is_renewed_in_time(days, expected):
    password = PasswordOutcome(max_age=timedelta(days=90), warn_before=timedelta(days=14))
    who = having("passkey", password_changed_at=NOW - timedelta(days=days))
    rules = {"outcomes": {"password": password}}
    assert step(identified(IN, who, proofs=proved("password")), rules).name.value == expected
    assert step(identified(IN, who, proofs=proved("passkey")), rules).name == DONE


def invited(who, *names, **facts):
    return mailed(who, *names, intent=ACTIVATE, challenge=challenge("activation"), **facts)


def test_admin_reset_password_is_restored_by_the_mailed_link_alone():
    lost = user(Status.RECOVERY, has_password=False)
    assert step(invited(lost)).name == RESET
    assert step(invited(lost, **NEW)).signs_in
    assert not step(invited(lost, **NEW), TWO).signs_in
    guarded = having("totp", status=Status.RECOVERY, has_password=False)
    assert step(invited(guarded)).name == StepName.CHALLENGE_TOTP
    assert step(invited(guarded, "totp")).name == RESET


def test_new_users_chosen_password_counts_beside_the_email():
    newcomer = user(Status.PROVISIONED, has_password=False, email_verified=False)
    assert step(invited(newcomer)).name == StepName.ENROLL_PASSWORD
    assert (step(invited(newcomer, **NEW), TWO).name, step(invited(newcomer, **NEW), TWO).signs_in) == (
        DONE,
        True,
    )


def test_email_excluded_by_the_app_still_proves_the_recovering_user():
    rules = wants(excluded=frozenset({proof("email").authenticator}))
    assert step(mailed(user()), rules).name == RESET
