"""Facts of a transaction, made in a line; no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.domain.authenticators import Authenticator
from accounts.domain.base_attributes import BASE_ATTRIBUTES
from accounts.domain.lifecycle import Status
from enrollment.domain.form import EnrollmentPolicy, FormItem, PasswordPage
from flows.domain.person import Person
from flows.domain.policies import Policies
from flows.domain.proofs import Proof
from flows.domain.transaction import ChallengeState, Face, Intent, Submission, Transaction, begin
from policies.domain.protection import Protection
from policies.domain.snapshot import PolicySnapshot

NOW = datetime(2027, 3, 4, 5, 6, 7, tzinfo=UTC)
ADA = "ada@example.com"
ATTRIBUTES = {attribute.key: attribute for attribute in BASE_ATTRIBUTES}
_FORM = tuple(FormItem(ATTRIBUTES[key], required=True) for key in ("email", "firstName", "lastName"))


def enrollment(**changes: Any) -> EnrollmentPolicy:
    policy = EnrollmentPolicy(
        id=1,
        name="Default policy",
        is_default=True,
        dashboard=False,
        sign_up_allowed=True,
        verification_required=True,
        password_page=PasswordPage.LATER,
        items=_FORM,
        title="Create your account",
        submit_label="Continue",
    )
    return replace(policy, **changes)


def policies(*, hidden: bool = False, **changes: Any) -> Policies:
    protection = Protection(hide_at_sign_in=hidden, hide_at_recovery=hidden, hide_at_sign_up=hidden)
    return Policies(enrollment(**changes), PolicySnapshot(protection=protection))


def begun(intent: Intent, **facts: Any) -> Transaction:
    face = facts.pop("face", Face.HOSTED)
    empty = begin(id="transaction-1", new_person_id="person-9", face=face, intent=intent, now=NOW)
    return replace(empty, **facts)


def submitted(**changes: Any) -> Submission:
    values = {"firstName": "Ada", "lastName": "Okafor"}
    made = Submission(ADA, "Ada@example.com", values, 1, (), True, PasswordPage.LATER)
    return replace(made, **changes)


def person(status: Status = Status.ACTIVE, **changes: Any) -> Person:
    made = Person(
        id=7,
        public_id="person-7",
        address=ADA,
        display="Ada@example.com",
        first_name="Ada",
        last_name="Okafor",
        status=status,
        epoch=3,
        email_verified=True,
        has_password=True,
    )
    return replace(made, **changes)


def identified(intent: Intent, who: Person | None, **facts: Any) -> Transaction:
    """Return a transaction in which somebody said who they are, rightly or not."""
    epoch = who.epoch if who else 0
    return begun(
        intent,
        identifier=ADA,
        identifier_display="ada@Example.com",
        person=who,
        person_epoch=epoch,
        decoy=who is None,
        **facts,
    )


def by_mail(subject: str = ADA) -> tuple[Proof, ...]:
    return (Proof(Authenticator.EMAIL, subject, "challenge-1", NOW),)


def by_password(subject: str = "person-7") -> tuple[Proof, ...]:
    return (Proof(Authenticator.PASSWORD, subject, "", NOW),)


def challenge(purpose: str = "sign_up", **changes: Any) -> ChallengeState:
    made = ChallengeState(
        id=5,
        public_id="challenge-1",
        purpose=purpose,
        address=ADA,
        key_id="one",
        serial=1,
        attempts=0,
        max_attempts=5,
        sent_at=NOW,
        expires_at=NOW + timedelta(minutes=10),
    )
    return replace(made, **changes)
