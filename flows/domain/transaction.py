"""The facts of one attempt to sign in, sign up or recover. There is no stored step: it is computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from accounts.domain.attributes import Value
from accounts.domain.lifecycle import Status
from enrollment.domain.form import EnrollmentPolicy, PasswordPage
from policies.domain.outcomes import PolicySet

LIFETIME = timedelta(minutes=60)
RESEND_AFTER = timedelta(seconds=30)
MOST_MAILS = 5


class Intent(StrEnum):
    """What the person came for."""

    SIGN_IN = "sign_in"
    SIGN_UP = "sign_up"
    RECOVER = "recover"
    ACTIVATE = "activate"


class Face(StrEnum):
    """Which face a transaction belongs to; it never changes hands."""

    HOSTED = "hosted"
    IDX = "idx"


class Authenticator(StrEnum):
    """A way to prove something."""

    EMAIL = "email"
    PASSWORD = "password"


@dataclass(frozen=True, slots=True)
class Policies:
    """Everything an administrator decides, as it is today.

    ``context_words`` are words a password may not hold because of where it is used (NIST SP 800-63B-4
    §3.1.1.2).
    """

    enrollment: EnrollmentPolicy
    security: PolicySet
    context_words: tuple[str, ...] = ()

    @property
    def hides_people(self) -> bool:
        """Whether nobody may learn who is here: by the switch, or because nobody may sign up."""
        return not self.enrollment.sign_up_allowed or self.security.protection.enumeration_prevention


@dataclass(frozen=True, slots=True)
class Proof:
    """A met challenge. ``subject`` is the normal address, or a person's public id for a password."""

    authenticator: Authenticator
    subject: str
    challenge_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """The person a transaction is about, fixed by id, with their state read afresh each time."""

    id: int
    public_id: str
    address: str
    display: str
    first_name: str
    last_name: str
    status: Status
    epoch: int
    email_verified: bool
    has_password: bool
    is_claim: bool = False
    password: str = field(default="", repr=False)

    @property
    def known_by_password_alone(self) -> bool:
        """Whether the address is only claimed, by somebody who has a password: perhaps by a stranger.

        A code by mail must not open such an account: it would be shared with whoever knows the password.
        """
        return self.is_claim and self.has_password


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled-in sign-up form, with the rules of the form version it was submitted to."""

    address: str
    display: str
    values: Mapping[str, Value]
    policy_id: int
    group_ids: tuple[int, ...]
    verification_required: bool
    password_page: PasswordPage

    @property
    def first_name(self) -> str:
        return str(self.values.get("firstName") or "")

    @property
    def last_name(self) -> str:
        return str(self.values.get("lastName") or "")


@dataclass(frozen=True, slots=True)
class ChallengeState:
    """The open or ended e-mail challenge of a transaction."""

    id: int
    public_id: str
    purpose: str
    address: str
    key_id: str
    serial: int
    attempts: int
    max_attempts: int
    sent_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    closed_at: datetime | None = None
    decoy: bool = False

    def usable(self, now: datetime) -> bool:
        """Whether a right code would still be accepted."""
        ended = self.used_at is not None or self.closed_at is not None
        return not ended and self.attempts < self.max_attempts and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Transaction:
    """All facts, typed. ``identifier`` is the normal address somebody typed, ``decoy`` marks a pretence.

    ``person_epoch`` is the security epoch the person had when they were recognised: when it differs from
    today's the transaction is over. ``draft`` presets a form that has to be filled in again.
    ``new_person_id`` is drawn at the start and becomes the public id of whoever signs up here.
    """

    id: str
    face: Face
    intent: Intent
    created_at: datetime
    expires_at: datetime
    new_person_id: str
    version: int = 0
    finished_at: datetime | None = None
    ended: str = ""
    identifier: str = ""
    identifier_display: str = ""
    person: Person | None = None
    person_epoch: int = 0
    decoy: bool = False
    submission: Submission | None = None
    draft: Mapping[str, Value] = field(default_factory=dict)
    challenge: ChallengeState | None = None
    proofs: tuple[Proof, ...] = ()
    password_hash: str = field(default="", repr=False)
    upgraded_hash: str = field(default="", repr=False)
    mails_sent: int = 0
    return_to: str = ""
    context_id: int | None = None

    @property
    def subject_address(self) -> str:
        """The normal address that an e-mail proof must be about."""
        if self.person is not None:
            return self.person.address
        return self.submission.address if self.submission is not None else self.identifier

    @property
    def display_address(self) -> str:
        """The address as it was written, for mails and pages."""
        if self.person is not None:
            return self.person.display
        return self.submission.display if self.submission is not None else self.identifier_display

    def proved(self, authenticator: Authenticator) -> Proof | None:
        """Return the proof by this authenticator that still names this transaction's subject."""
        subject = self.subject_address
        if authenticator is Authenticator.PASSWORD:
            subject = self.person.public_id if self.person is not None else ""
        matching = (
            proof
            for proof in self.proofs
            if subject and proof.authenticator is authenticator and proof.subject == subject
        )
        return next(matching, None)

    @property
    def owns_address(self) -> bool:
        """Whether the address is more than a claim of whoever finishes this attempt."""
        if self.proved(Authenticator.EMAIL) is not None:
            return True
        return self.person is not None and not self.person.is_claim

    def with_proof(self, proof: Proof) -> "Transaction":
        """Return the facts with one more proof."""
        return replace(self, proofs=(*self.proofs, proof))


def begin(
    *,
    id: str,
    new_person_id: str,
    face: Face,
    intent: Intent,
    now: datetime,
    identifier: str = "",
    return_to: str = "",
) -> Transaction:
    """Return the facts of an attempt that has only just begun; nothing is stored yet."""
    return Transaction(
        id=id,
        face=face,
        intent=intent,
        created_at=now,
        expires_at=now + LIFETIME,
        new_person_id=new_person_id,
        identifier_display=identifier,
        return_to=return_to,
    )
