"""Example facts: what each form's answer can change. The diagram of the flows is found by walking them.

Each entry names a form and the ways its answer may leave the facts; the handlers do the same to real ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Status
from enrollment.domain.form import EnrollmentPolicy, PasswordPage
from flows.domain.person import Person
from flows.domain.policies import Policies
from flows.domain.proofs import Proof
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import ChallengeState, Face, Intent, Submission, Transaction, begin
from policies.domain.snapshot import PolicySnapshot

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADDRESS = "ada@example.com"

Change = Callable[[Transaction, Policies], tuple[Transaction, ...]]


def policies() -> tuple[Policies, ...]:
    """Return every combination of what an enrollment policy can ask for."""
    return tuple(
        Policies(
            EnrollmentPolicy(
                id=1,
                name="Example",
                is_default=True,
                dashboard=True,
                sign_up_allowed=allowed,
                verification_required=verified,
                password_page=page,
                items=(),
            ),
            PolicySnapshot(),
        )
        for allowed, verified, page in product((True, False), (True, False), PasswordPage)
        if verified or page is not PasswordPage.NONE
    )


def beginning(intent: Intent) -> Transaction:
    """Return the facts of an attempt that has only just begun."""
    begun = begin(id="example", new_person_id="new", face=Face.HOSTED, intent=intent, now=NOW)
    if intent is not Intent.ACTIVATE:
        return begun
    invited = _recognised(begun, _person(status=Status.PROVISIONED, has_password=False))
    return with_challenge(invited.with_proof(_email_proof(invited)), "activation")


def _person(*, status: Status, has_password: bool) -> Person:
    return Person(
        id=1,
        public_id="person",
        address=ADDRESS,
        display=ADDRESS,
        first_name="Ada",
        last_name="Okafor",
        status=status,
        epoch=1,
        email_verified=True,
        has_password=has_password,
    )


def _recognised(facts: Transaction, person: Person | None, *, decoy: bool = False) -> Transaction:
    return replace(
        facts,
        identifier=ADDRESS,
        identifier_display=ADDRESS,
        person=person,
        person_epoch=person.epoch if person is not None else 0,
        decoy=decoy,
    )


def _email_proof(facts: Transaction) -> Proof:
    return Proof(Authenticator.EMAIL, facts.subject_address, "challenge", NOW)


def with_challenge(facts: Transaction, purpose: str) -> Transaction:
    """Return the facts after a step was entered that waits for an e-mail."""
    challenge = ChallengeState(
        1, "challenge", purpose, facts.subject_address, "k", 1, 0, 5, NOW, NOW + timedelta(minutes=10)
    )
    return replace(facts, challenge=challenge)


def _identify(facts: Transaction, _: Policies) -> tuple[Transaction, ...]:
    people = (
        _person(status=Status.ACTIVE, has_password=True),
        _person(status=Status.ACTIVE, has_password=False),
        _person(status=Status.PROVISIONED, has_password=False),
        _person(status=Status.PASSWORD_EXPIRED, has_password=True),
    )
    known = tuple(_recognised(facts, person) for person in people)
    return (*known, _recognised(facts, None, decoy=True))


def _recover(facts: Transaction, _: Policies) -> tuple[Transaction, ...]:
    recovering = replace(facts, intent=Intent.RECOVER)
    person = _person(status=Status.ACTIVE, has_password=True)
    claimed = _recognised(recovering, None)
    return (_recognised(recovering, person), claimed, _recognised(recovering, None, decoy=True))


def _submit(facts: Transaction, policies: Policies) -> tuple[Transaction, ...]:
    policy = policies.enrollment
    first = policy.password_page is PasswordPage.FIRST
    return tuple(
        replace(
            facts,
            submission=Submission(ADDRESS, ADDRESS, {}, 1, (), verified, policy.password_page),
            password_hash="hash" if first else "",
        )
        for verified in {policy.verification_required, True}
    )


def _prove_email(facts: Transaction, _: Policies) -> tuple[Transaction, ...]:
    return () if facts.decoy else (facts.with_proof(_email_proof(facts)),)


def _prove_password(facts: Transaction, _: Policies) -> tuple[Transaction, ...]:
    if facts.person is None or not facts.person.has_password:
        return ()
    return (facts.with_proof(Proof(Authenticator.PASSWORD, facts.person.public_id, "", NOW)),)


def _choose(facts: Transaction, _: Policies) -> tuple[Transaction, ...]:
    return (replace(facts, password_hash="hash"),)


def _start_over(facts: Transaction, _: Policies) -> tuple[Transaction, ...]:
    return (beginning(Intent.SIGN_IN),)


def _sign_up(facts: Transaction, _: Policies) -> tuple[Transaction, ...]:
    return (replace(facts, intent=Intent.SIGN_UP),)


def _same(facts: Transaction, _: Policies) -> tuple[Transaction, ...]:
    return (facts,)


CHANGES: Mapping[tuple[StepName, FormName], Change] = {
    (StepName.IDENTIFY, FormName.IDENTIFY): _identify,
    (StepName.IDENTIFY, FormName.SELECT_ENROLL_PROFILE): _sign_up,
    (StepName.ENROLL_PROFILE, FormName.ENROLL_PROFILE): _submit,
    (StepName.ENROLL_PROFILE, FormName.SELECT_IDENTIFY): _start_over,
    (StepName.ENROLL_EMAIL, FormName.ENROLL_AUTHENTICATOR): _prove_email,
    (StepName.ENROLL_EMAIL, FormName.LINK): _prove_email,
    (StepName.ENROLL_EMAIL, FormName.RESEND): _same,
    (StepName.ENROLL_EMAIL, FormName.CHANGE_ADDRESS): _same,
    (StepName.ENROLL_PASSWORD, FormName.ENROLL_AUTHENTICATOR): _choose,
    (StepName.CHALLENGE_PASSWORD, FormName.CHALLENGE_AUTHENTICATOR): _prove_password,
    (StepName.CHALLENGE_PASSWORD, FormName.RECOVER): _recover,
    (StepName.CHALLENGE_PASSWORD, FormName.SELECT_IDENTIFY): _start_over,
    (StepName.CHALLENGE_EMAIL, FormName.CHALLENGE_AUTHENTICATOR): _prove_email,
    (StepName.CHALLENGE_EMAIL, FormName.LINK): _prove_email,
    (StepName.CHALLENGE_EMAIL, FormName.RESEND): _same,
    (StepName.CHALLENGE_EMAIL, FormName.SELECT_IDENTIFY): _start_over,
    (StepName.IDENTIFY_RECOVERY, FormName.IDENTIFY_RECOVERY): _recover,
    (StepName.IDENTIFY_RECOVERY, FormName.SELECT_IDENTIFY): _start_over,
    (StepName.IDENTIFY_RECOVERY, FormName.SELECT_ENROLL_PROFILE): _sign_up,
    (StepName.RESET_PASSWORD, FormName.RESET_AUTHENTICATOR): _choose,
    (StepName.RESET_PASSWORD, FormName.REENROLL_AUTHENTICATOR): _choose,
    (StepName.DONE, FormName.COMPLETE): _same,
}
