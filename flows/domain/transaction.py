"""The facts of one attempt to sign in, sign up or recover. There is no stored step: it is computed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from accounts.domain.attributes import Value
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import PendingEnrollment
from enrollment.domain.form import PasswordPage
from flows.domain.flow_user import FlowUser
from flows.domain.proofs import ChallengeState, Choice, Proof
from flows.domain.requests import AuthorizationRequest
from flows.domain.upstream import UpstreamAnswer, UpstreamRequest
from policies.domain.facts import Operation

LIFETIME = timedelta(minutes=60)
RESEND_AFTER = timedelta(seconds=30)
"""Pages offer another message after this time, and no second text is sent before."""
MAIL_PAUSE = timedelta(seconds=5)
"""No second mail is sent before."""
MAX_MAILS = 5
PASSWORD_FIRST = "password_first"
"""Among the skips: the address came together with a password, so that no page tells which was wrong."""


class Intent(StrEnum):
    """What the user came for."""

    SIGN_IN = "sign_in"
    SIGN_UP = "sign_up"
    RECOVER = "recover"
    ACTIVATE = "activate"
    UNLOCK = "unlock"
    MANAGE = "manage"


class FrontEnd(StrEnum):
    """Which front end a transaction belongs to; it never changes hands."""

    HOSTED = "hosted"
    IDX = "idx"


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled-in sign-up form, with the rules of the form version it was submitted to.

    ``stages`` are the names of its pages, where it had several.
    """

    address: str
    display: str
    values: Mapping[str, Value]
    policy_id: int
    group_ids: tuple[int, ...]
    verification_required: bool
    password_page: PasswordPage
    stages: tuple[str, ...] = ()

    @property
    def first_name(self) -> str:
        return str(self.values.get("firstName") or "")

    @property
    def last_name(self) -> str:
        return str(self.values.get("lastName") or "")


@dataclass(frozen=True, slots=True)
class AccountChange:
    """What a user came to change about their account, from inside their session."""

    operation: Operation
    authenticator: Authenticator | None = None
    enrollment: str = ""


@dataclass(frozen=True, slots=True)
class Transaction:
    """All facts, typed. ``identifier`` is the normalized address typed, ``decoy`` marks a recorded decoy.

    ``user_epoch`` is the user's security epoch at identification: when it differs from today's the
    transaction is over. ``draft`` holds the answers of a form that is not finished, ``form_page`` is the
    page of it that comes next, and ``form_edition`` names the form that it began with. ``new_user_id`` is
    drawn at the start and becomes the public id of a new user. ``session`` is the hash of the session in
    which it began and alone counts. ``pending`` are enrollments without a user before the end. ``skips`` are
    the names of postponed prompts, ``new_address`` is the address to change to. Second factors from before
    ``second_factor_since`` do not count. ``request`` is the app's request, ``updates`` are answers of a known
    user. ``upstream_request`` and ``upstream_answer`` belong to an identity provider.
    """

    id: str
    front_end: FrontEnd
    intent: Intent
    created_at: datetime
    expires_at: datetime
    new_user_id: str
    application: str = "dashboard"
    version: int = 0
    finished_at: datetime | None = None
    ended: str = ""
    identifier: str = ""
    identifier_display: str = ""
    user: FlowUser | None = None
    user_epoch: int = 0
    decoy: bool = False
    submission: Submission | None = None
    draft: Mapping[str, Value] = field(default_factory=dict)
    form_page: int = 1
    form_edition: str = ""
    challenge: ChallengeState | None = None
    proofs: tuple[Proof, ...] = ()
    pending: tuple[PendingEnrollment, ...] = ()
    skips: frozenset[str] = frozenset()
    choice: Choice | None = None
    management: AccountChange | None = None
    session: str = ""
    new_address: str = ""
    new_address_display: str = ""
    password_hash: str = field(default="", repr=False)
    mails_sent: int = 0
    tries: int = 0
    return_to: str = ""
    second_factor_since: datetime | None = None
    request: AuthorizationRequest | None = None
    updates: Mapping[str, Value] = field(default_factory=dict)
    upstream_request: UpstreamRequest | None = None
    upstream_answer: UpstreamAnswer | None = None
    context_id: int | None = None

    @property
    def subject_address(self) -> str:
        """The normal address that an email proof must be about."""
        if self.new_address:
            return self.new_address
        if self.user is not None:
            return self.user.address
        return self.submission.address if self.submission is not None else self.identifier

    @property
    def display_address(self) -> str:
        """The address as it was written, for mails and pages."""
        if self.new_address:
            return self.new_address_display
        if self.user is not None:
            return self.user.display
        return self.submission.display if self.submission is not None else self.identifier_display

    @property
    def account_address(self) -> str:
        """Return the address by which guesses are counted: never one merely requested."""
        return self.user.address if self.user is not None else self.subject_address

    @property
    def user_id(self) -> str:
        """Return the public id of the user, existing or yet to be created."""
        return self.user.public_id if self.user is not None else self.new_user_id

    @property
    def scope(self) -> str:
        """The name of this step instance: it changes with whatever is proved, set up or put off."""
        chosen = "p" if self.password_hash else ""
        done = sum(1 for enrollment in self.pending if enrollment.proved_at is not None)
        return f"{len(self.proofs)}.{done}.{len(self.skips)}.{chosen}{self.new_address}"

    @property
    def chosen(self) -> Authenticator | None:
        """What the user chose for this very step."""
        alive = self.choice is not None and self.choice.scope == self.scope
        return self.choice.authenticator if alive and self.choice is not None else None

    def proved(self, authenticator: Authenticator) -> Proof | None:
        """Return the proof by this authenticator that still names this transaction's subject."""
        return next(
            (
                proof
                for proof in self.proofs
                if proof.authenticator is authenticator and not proof.derived and self._names_subject(proof)
            ),
            None,
        )

    def _names_subject(self, proof: Proof) -> bool:
        subject = self.subject_address
        if proof.authenticator is Authenticator.PASSWORD:
            subject = self.user.public_id if self.user is not None else ""
        return bool(subject) and proof.subject == subject

    def pending_of(self, authenticator: Authenticator) -> PendingEnrollment | None:
        """Return what is being set up here with this authenticator, proved or not."""
        return next(
            (
                enrollment
                for enrollment in reversed(self.pending)
                if enrollment.authenticator is authenticator
            ),
            None,
        )

    @property
    def address_verified(self) -> bool:
        """Return whether a sign-up's address is verified: by a message to it, or by a trusted provider."""
        if self.proved(Authenticator.EMAIL) is not None:
            return True
        answer = self.upstream_answer
        return (
            self.user is None and answer is not None and answer.verified_address == self.subject_address != ""
        )

    @property
    def linking(self) -> PendingEnrollment | None:
        """Return the account at a provider that is about to be linked to this user's account."""
        return self.pending_of(Authenticator.IDENTITY_PROVIDER) if self.user is not None else None

    @property
    def owns_address(self) -> bool:
        """Return whether the address is verified, or is owned by the account of this transaction."""
        if self.address_verified:
            return True
        return self.user is not None and not self.user.is_claim

    def with_proof(self, proof: Proof) -> "Transaction":
        """Return the facts with one more proof."""
        return replace(self, proofs=(*self.proofs, proof))

    def with_pending(self, enrollment: PendingEnrollment) -> "Transaction":
        """Return the facts with this enrollment, in place of one with the same id."""
        others = tuple(other for other in self.pending if other.public_id != enrollment.public_id)
        return replace(self, pending=(*others, enrollment))

    def without_pending(self, authenticator: Authenticator) -> "Transaction":
        """Return the facts without what was begun and never proved with this authenticator."""
        kept = tuple(
            enrollment
            for enrollment in self.pending
            if enrollment.authenticator is not authenticator or enrollment.proved_at is not None
        )
        return replace(self, pending=kept)

    def with_skip(self, name: str) -> "Transaction":
        """Return the facts with something more put off."""
        return replace(self, skips=self.skips | {name})


def begin(
    *,
    id: str,
    new_user_id: str,
    front_end: FrontEnd,
    intent: Intent,
    now: datetime,
    application: str = "dashboard",
    identifier: str = "",
    return_to: str = "",
) -> Transaction:
    """Return the facts of an attempt that has only just begun; nothing is stored yet."""
    return Transaction(
        id=id,
        front_end=front_end,
        intent=intent,
        created_at=now,
        expires_at=now + LIFETIME,
        new_user_id=new_user_id,
        application=application,
        identifier_display=identifier,
        return_to=return_to,
    )


INTENTS: Final[Mapping[Intent, str]] = MappingProxyType(
    {
        Intent.SIGN_IN: "Sign-in",
        Intent.SIGN_UP: "Sign-up",
        Intent.RECOVER: "Account recovery",
        Intent.ACTIVATE: "Account activation",
        Intent.UNLOCK: "Account unlock",
        Intent.MANAGE: "Account change",
    }
)
FRONT_ENDS: Final[Mapping[FrontEnd, str]] = MappingProxyType(
    {FrontEnd.HOSTED: "Hosted pages", FrontEnd.IDX: "IDX API"}
)
