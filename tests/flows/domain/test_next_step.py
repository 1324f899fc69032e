"""The next step, one line for each sentence of the product: by facts and current policies alone."""

from dataclasses import replace
from datetime import timedelta

from accounts.domain.lifecycle import Status
from enrollment.domain.form import PasswordPage
from flows.domain.flow_state import FlowState
from flows.domain.transaction import Intent
from policies.domain.outcomes import SessionOutcome
from tests.flows.domain.facts import (
    NOW,
    begun,
    by_mail,
    by_password,
    challenge,
    identified,
    policies,
    step_of,
    submitted,
    user,
)
from tests.tables import each

IN, UP, BACK, ACTIVATE = Intent.SIGN_IN, Intent.SIGN_UP, Intent.RECOVER, Intent.ACTIVATE
FREE = {"verification_required": False}
NO_PASSWORD, FIRST_PAGE = {"password_page": PasswordPage.NONE}, {"password_page": PasswordPage.FIRST}
CLOSED = {"sign_up_allowed": False}
NEWCOMER = user(Status.PROVISIONED, has_password=False, email_verified=False)
WITHOUT_PASSWORD = user(has_password=False)
INVITED = {"challenge": challenge("activation"), "proofs": by_mail()}

SENTENCES = [
    # Signing in
    ("who signs in says first who they are", begun(IN), {}, "identify"),
    ("a person with a password is asked for it", identified(IN, user()), {}, "challenge-password"),
    ("nobody is asked for a password too", identified(IN, None), {}, "challenge-password"),
    (
        "a person without a password proves the address",
        identified(IN, WITHOUT_PASSWORD),
        {},
        "challenge-email",
    ),
    ("a right password is enough", identified(IN, user(), proofs=by_password()), {}, "done"),
    (
        "somebody else's password is not enough",
        identified(IN, user(), proofs=by_password("person-8")),
        {},
        "challenge-password",
    ),
    (
        "a proved address is one factor, and out of the box one is enough",
        identified(IN, user(), proofs=by_mail()),
        {},
        "done",
    ),
    (
        "a password of nobody proves nothing",
        identified(IN, None, proofs=by_password("")),
        {},
        "challenge-password",
    ),
    (
        "a person without a password is in by the address",
        identified(IN, WITHOUT_PASSWORD, proofs=by_mail()),
        {},
        "done",
    ),
    (
        "an address proved before it changed is not enough",
        identified(IN, WITHOUT_PASSWORD, proofs=by_mail("old@example.com")),
        {},
        "challenge-email",
    ),
    (
        "an expired password must be replaced",
        identified(IN, user(Status.PASSWORD_EXPIRED), proofs=by_password()),
        {},
        "expired-password",
    ),
    (
        "a replaced password lets in",
        identified(IN, user(Status.PASSWORD_EXPIRED), proofs=by_password(), password_hash="hash"),
        {},
        "done",
    ),
    (
        "a newcomer chooses a password",
        identified(IN, NEWCOMER, proofs=by_mail()),
        {},
        "enroll-password",
    ),
    (
        "a newcomer chooses none where none are used",
        identified(IN, NEWCOMER, proofs=by_mail()),
        NO_PASSWORD,
        "done",
    ),
    # Signing up
    ("who signs up fills in the form", begun(UP), {}, "enroll-profile"),
    ("sign-up is closed until it is opened", begun(UP), CLOSED, "ended"),
    (
        "a submitted form leads to the proof of the address",
        begun(UP, submission=submitted()),
        {},
        "enroll-email",
    ),
    (
        "a proved address leads to the choice of a password",
        begun(UP, submission=submitted(), proofs=by_mail()),
        {},
        "enroll-password",
    ),
    (
        "a corrected address is proved again",
        begun(UP, submission=submitted(address="new@example.com"), proofs=by_mail()),
        {},
        "enroll-email",
    ),
    (
        "proof and password are all that is asked",
        begun(UP, submission=submitted(), proofs=by_mail(), password_hash="hash"),
        {},
        "done",
    ),
    (
        "a password alone does not finish a sign-up that must be proved",
        begun(UP, submission=submitted(), password_hash="hash"),
        {},
        "enroll-email",
    ),
    (
        "where no password is used the proof is enough",
        begun(UP, submission=submitted(**NO_PASSWORD), proofs=by_mail()),
        {},
        "done",
    ),
    (
        "a password from the first page is not asked again",
        begun(UP, submission=submitted(**FIRST_PAGE), proofs=by_mail(), password_hash="hash"),
        {},
        "done",
    ),
    (
        "where no proof is required the password comes next",
        begun(UP, submission=submitted(**FREE)),
        FREE,
        "enroll-password",
    ),
    (
        "where no proof is required the password is enough",
        begun(UP, submission=submitted(**FREE), password_hash="hash"),
        FREE,
        "done",
    ),
    (
        "a lowered rule frees nobody who was asked for a proof",
        begun(UP, submission=submitted(), password_hash="hash"),
        FREE,
        "enroll-email",
    ),
    (
        "a raised rule asks whoever is still on the way",
        begun(UP, submission=submitted(**FREE), password_hash="hash"),
        {},
        "enroll-email",
    ),
    (
        "the password page is that of the form that was submitted",
        begun(UP, submission=submitted(), proofs=by_mail()),
        NO_PASSWORD,
        "enroll-password",
    ),
    (
        "closing sign-up ends those on the way",
        begun(UP, submission=submitted(), proofs=by_mail(), password_hash="hash"),
        CLOSED,
        "ended",
    ),
    # Getting back in
    ("who forgot the password says who they are", begun(BACK), {}, "identify-recovery"),
    ("a person proves the address", identified(BACK, user()), {}, "challenge-email"),
    ("nobody waits for a code too", identified(BACK, None), {}, "challenge-email"),
    (
        "who proved the address chooses a new password",
        identified(BACK, user(), proofs=by_mail()),
        {},
        "reset-password",
    ),
    (
        "a password proof does not stand in for the address",
        identified(BACK, user(), proofs=by_password()),
        {},
        "challenge-email",
    ),
    (
        "a new password alone proves nothing",
        identified(BACK, user(), password_hash="hash"),
        {},
        "challenge-email",
    ),
    (
        "a new password ends the recovery",
        identified(BACK, user(), proofs=by_mail(), password_hash="hash"),
        {},
        "done",
    ),
    (
        "who proved a claimed address signs up with it",
        identified(BACK, None, proofs=by_mail()),
        {},
        "enroll-profile",
    ),
    (
        "who proved a claimed address is refused where sign-up is closed",
        identified(BACK, None, proofs=by_mail()),
        CLOSED,
        "ended",
    ),
    (
        "who proved a claimed address goes on as in any sign-up",
        identified(BACK, None, proofs=by_mail(), submission=submitted()),
        {},
        "enroll-password",
    ),
    # Being invited
    ("who is invited chooses a password", identified(ACTIVATE, NEWCOMER, **INVITED), {}, "enroll-password"),
    (
        "who is invited goes in where no password is used",
        identified(ACTIVATE, NEWCOMER, **INVITED),
        NO_PASSWORD,
        "done",
    ),
    (
        "a chosen password completes the invitation",
        identified(ACTIVATE, NEWCOMER, **INVITED, password_hash="hash"),
        {},
        "done",
    ),
    (
        "an invitation that was spent elsewhere is over",
        identified(ACTIVATE, NEWCOMER, challenge=challenge("activation", used_at=NOW), proofs=by_mail()),
        {},
        "ended",
    ),
    (
        "an invitation that was withdrawn is over",
        identified(ACTIVATE, NEWCOMER, challenge=challenge("activation", closed_at=NOW), proofs=by_mail()),
        {},
        "ended",
    ),
    (
        "an invitation that ran out is over",
        identified(ACTIVATE, NEWCOMER, challenge=challenge("activation", expires_at=NOW), proofs=by_mail()),
        {},
        "ended",
    ),
    (
        "an invitation to another address is none",
        identified(ACTIVATE, NEWCOMER, challenge=challenge("activation"), proofs=by_mail("old@example.com")),
        {},
        "ended",
    ),
    (
        "an invitation lets nobody in who has been in since",
        identified(ACTIVATE, user(), **INVITED),
        {},
        "ended",
    ),
    # Whatever it is about
    (
        "an attempt that outlived the person's epoch is over",
        replace(identified(IN, user(), proofs=by_password()), user_epoch=2),
        {},
        "ended",
    ),
    ("an attempt that ended stays ended", begun(UP, ended="ssr.cancelled"), {}, "ended"),
    ("an attempt that finished stays finished", begun(UP, finished_at=NOW), CLOSED, "done"),
    (
        "an attempt that is too old is over",
        begun(UP, expires_at=NOW, submission=submitted(), proofs=by_mail(), password_hash="hash"),
        {},
        "ended",
    ),
]


@each(
    ("transaction", "rules", "expected"),
    [line[1:] for line in SENTENCES],
    ids=[line[0] for line in SENTENCES],
)
def test_the_product(transaction, rules, expected):
    assert step_of(transaction, policies(**rules)).name == expected


@each("transaction", [line[1] for line in SENTENCES], ids=[line[0] for line in SENTENCES])
def test_asking_twice_answers_the_same(transaction):
    assert step_of(transaction, policies()) == step_of(transaction, policies())


@each("transaction", [line[1] for line in SENTENCES], ids=[line[0] for line in SENTENCES])
def test_after_its_hour_every_open_attempt_is_over(transaction):
    late = NOW + timedelta(minutes=61)
    finished = transaction.finished_at is not None
    assert step_of(transaction, policies(), late).name == ("done" if finished else "ended")


def test_enumeration_prevention_changes_only_the_prompt_of_a_sign_in():
    for _, transaction, rules, expected in SENTENCES:
        if transaction.intent is IN and transaction.identifier:
            continue
        assert step_of(transaction, policies(hidden=True, **rules)).name == expected


def test_decisions_of_other_policies_are_not_used_again():
    transaction = identified(Intent.SIGN_IN, user())
    state = FlowState(transaction, policies(), NOW)
    assert state.decisions.session.allowed
    denied = policies(outcomes={"session": SessionOutcome(allowed=False)})
    changed = replace(state.with_transaction(transaction), policies=denied)
    assert not changed.decisions.session.allowed
