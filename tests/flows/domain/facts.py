"""Facts of a transaction, made in a line; no database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.domain.authenticators import Authenticator
from accounts.domain.base_attributes import BASE_ATTRIBUTES
from accounts.domain.enrollments import (
    AccessCodeDigest,
    Data,
    Enrolled,
    LinkedAccount,
    PasskeyCredential,
    PendingEnrollment,
    PhoneNumber,
    RecoveryCodeSet,
    SecurityAnswer,
    TotpSecret,
)
from accounts.domain.lifecycle import Status
from enrollment.domain.form import EnrollmentPolicy, FormItem, PasswordPage
from flows.domain.flow_state import FlowState, Policies, RequestOrigin
from flows.domain.flow_user import FlowUser
from flows.domain.next_step import next_step
from flows.domain.proofs import ChallengeState, Proof
from flows.domain.steps import Step
from flows.domain.transaction import FrontEnd, Intent, Submission, Transaction, begin
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import Provider
from policies.domain import defaults
from policies.domain.assurance import Requirement
from policies.domain.outcomes import AuthenticationOutcome, AuthenticatorSetting, EnrollmentOutcome, Need
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


HERE = RequestOrigin()
_KINDS = ("session", "authentication", "enrollment", "password", "account_management")


def snapshot(*, hidden: bool = False, **outcomes: Any) -> PolicySnapshot:
    """Return the policies with these outcomes (session=, authentication=, …) for all users."""
    kinds = {
        f"{kind}_policies": (defaults.default_policy(outcomes.pop(kind)),)
        for kind in _KINDS
        if kind in outcomes
    }
    assert not outcomes
    protection = Protection(hide_at_sign_in=hidden, hide_at_recovery=hidden, hide_at_sign_up=hidden)
    return PolicySnapshot(protection=protection, **kinds)


ACME = Provider(
    1,
    "acme",
    ProviderKind.OPENID_CONNECT,
    "Acme",
    "https://acme.example",
    "client",
    trusted_domains=frozenset({"example.com", "x.org"}),
)


def policies(
    *,
    hidden: bool = False,
    outcomes: dict[str, Any] | None = None,
    origin: RequestOrigin = HERE,
    texts: bool = True,
    providers: tuple[Provider, ...] = (),
    **changes: Any,
) -> Policies:
    security = snapshot(hidden=hidden, **(outcomes or {}))
    return Policies(
        enrollment(**changes), security, origin=origin, sms_available=texts, identity_providers=providers
    )


def step_of(transaction: Transaction, rules: Policies, now: datetime = NOW) -> Step:
    """Return the next step of a transaction under these policies."""
    return next_step(FlowState(transaction, rules, now))


def wants(**said: Any) -> dict[str, Any]:
    """Return rules under which every app wants that."""
    return {"outcomes": {"authentication": AuthenticationOutcome(requirement=Requirement(**said))}}


def setup(offer: bool = False, **needs: Need | AuthenticatorSetting) -> EnrollmentOutcome:
    """Return what may be set up: what comes out of the box, but for what is named here."""
    settings = {one: AuthenticatorSetting(Need.OPTIONAL) for one in defaults.OFFERED}
    settings |= {
        Authenticator(name): need if isinstance(need, AuthenticatorSetting) else AuthenticatorSetting(need)
        for name, need in needs.items()
    }
    return EnrollmentOutcome(settings, offer=offer)


def begun(intent: Intent, **facts: Any) -> Transaction:
    front_end = facts.pop("front_end", FrontEnd.HOSTED)
    empty = begin(id="transaction-1", new_user_id="person-9", front_end=front_end, intent=intent, now=NOW)
    return replace(empty, **facts)


def submitted(**changes: Any) -> Submission:
    values = {"firstName": "Ada", "lastName": "Okafor"}
    made = Submission(ADA, "Ada@example.com", values, 1, (), True, PasswordPage.LATER)
    return replace(made, **changes)


def user(status: Status = Status.ACTIVE, **changes: Any) -> FlowUser:
    made = FlowUser(
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


def identified(intent: Intent, who: FlowUser | None, **facts: Any) -> Transaction:
    """Return a transaction after identification, with a known or unknown user."""
    epoch = who.epoch if who else 0
    return begun(
        intent,
        identifier=ADA,
        identifier_display="ada@Example.com",
        user=who,
        user_epoch=epoch,
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


_DATA: dict[Authenticator, Data] = {
    Authenticator.TOTP: TotpSecret("encrypted"),
    Authenticator.PASSKEY: PasskeyCredential("credential", "key", user_verified=True),
    Authenticator.PHONE: PhoneNumber("+12025550123"),
    Authenticator.SECURITY_QUESTION: SecurityAnswer("childhood_dream_job", "hash"),
    Authenticator.RECOVERY_CODE: RecoveryCodeSet(("one.digest", "two.digest")),
    Authenticator.ACCESS_CODE: AccessCodeDigest("one.digest", NOW + timedelta(hours=1)),
    Authenticator.IDENTITY_PROVIDER: LinkedAccount("acme", "https://acme.example", "ada"),
}


def enrolled(one: Authenticator | str, data: Data | None = None, **changes: Any) -> Enrolled:
    """Return what a user has set up; its public id is the authenticator's name."""
    one = Authenticator(one)
    number = list(_DATA).index(one) + 1
    return replace(Enrolled(number, one.value, one, one.label, data or _DATA[one], NOW), **changes)


def having(*names: str, status: Status = Status.ACTIVE, **changes: Any) -> FlowUser:
    """Return a user who has enrolled these."""
    return user(status, enrolled=tuple(enrolled(name) for name in names), **changes)


def pending(one: Authenticator | str, *, proved: bool = True) -> PendingEnrollment:
    """Return what is being set up in a transaction, or was and shown to work."""
    one = Authenticator(one)
    at = NOW if proved else None
    return PendingEnrollment(f"new-{one.value}", one, one.label, _DATA[one], proved_at=at)


def proof(one: Authenticator | str, **changes: Any) -> Proof:
    """Return a proof by the user of these examples, a passkey's with its user verified."""
    one = Authenticator(one)
    subjects = {
        Authenticator.EMAIL: ADA,
        Authenticator.PASSWORD: "person-7",
        Authenticator.ACCESS_CODE: "person-7",
    }
    made = Proof(one, subjects.get(one, one.value), "", NOW, user_verified=one is Authenticator.PASSKEY)
    return replace(made, **changes)


def proved(*names: str) -> tuple[Proof, ...]:
    return tuple(proof(name) for name in names)
