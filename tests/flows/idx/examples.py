"""Steps of every kind as the engine makes them, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from accounts.credentials import totp
from accounts.domain.attributes import Attribute, AttributeType, Option
from accounts.domain.authenticators import Authenticator
from accounts.domain.base_attributes import BASE_ATTRIBUTES
from accounts.domain.enrollments import (
    AccessCodeDigest,
    Data,
    Enrolled,
    PasskeyCredential,
    PendingEnrollment,
    PhoneNumber,
    RecoveryCodeSet,
    SecurityAnswer,
    TotpSecret,
)
from accounts.domain.lifecycle import Status
from enrollment.domain.form import EnrollmentPolicy, FormItem, PasswordPage
from flows.domain import pages
from flows.domain.flow_state import FlowState, Policies
from flows.domain.flow_user import FlowUser
from flows.domain.pages.email import challenge_email
from flows.domain.proofs import ChallengeState, Choice, Proof
from flows.domain.steps import Step
from flows.domain.subjects import SelectSubject
from flows.domain.transaction import FrontEnd, Intent, Submission, Transaction, begin
from flows.idx.documents import App, step_document
from flows.idx.forms import Frame
from policies.domain.snapshot import PolicySnapshot
from tests.flows.idx.document_shape import Json

NOW = datetime(2026, 11, 22, 14, 51, 7, 250_999, tzinfo=UTC)
ADDRESS = "ada.okafor@example.com"
TYPED = "Ada.Okafor@example.com"
HANDLE = "02.id.example"
SOON = NOW + timedelta(days=5, hours=1)
APP = App("dashboard", "Orchard")
_BASE = {attribute.key: attribute for attribute in BASE_ATTRIBUTES}


def items(*extra: FormItem) -> tuple[FormItem, ...]:
    names = (FormItem(_BASE[key], required=True) for key in ("email", "firstName", "lastName"))
    return (*names, *extra)


def team() -> FormItem:
    options = (Option("ops", "Operations"), Option("fin", "Finance"))
    return FormItem(Attribute("team", AttributeType.CHOICE, "Team", options=options), help="Where you work")


def policies(**changes: Any) -> Policies:
    policy = EnrollmentPolicy(
        id=1,
        name="Default policy",
        is_default=True,
        dashboard=True,
        sign_up_allowed=True,
        verification_required=True,
        password_page=PasswordPage.LATER,
        items=items(),
    )
    return Policies(replace(policy, **changes), PolicySnapshot())


def facts(intent: Intent = Intent.SIGN_IN, **changes: Any) -> Transaction:
    begun = begin(id="tx-1", new_user_id="person-1", front_end=FrontEnd.IDX, intent=intent, now=NOW)
    return replace(begun, **changes)


def identified(intent: Intent = Intent.SIGN_IN) -> Transaction:
    """A user who typed the address with a capital letter."""
    user = FlowUser(1, "00u1", ADDRESS, ADDRESS, "Ada", "Okafor", Status.ACTIVE, 1, True, True)
    return facts(
        intent, identifier=ADDRESS, identifier_display=TYPED, user=user, challenge=challenge("recovery")
    )


def pretended(intent: Intent = Intent.SIGN_IN) -> Transaction:
    """An unknown user, met with a decoy."""
    return replace(identified(intent), user=None, decoy=True)


def submitted() -> Transaction:
    submission = Submission(ADDRESS, TYPED, {"firstName": "Ada"}, 1, (), True, PasswordPage.LATER)
    return facts(Intent.SIGN_UP, submission=submission, challenge=challenge("sign_up"))


def challenge(purpose: str) -> ChallengeState:
    return ChallengeState(1, "ch-1", purpose, ADDRESS, "k1", 1, 0, 5, NOW, NOW + timedelta(minutes=10))


HELD: dict[Authenticator, Data] = {
    Authenticator.TOTP: TotpSecret(""),
    Authenticator.PASSKEY: PasskeyCredential("Y3JlZGVudGlhbA", "a2V5", transports=("internal",)),
    Authenticator.PHONE: PhoneNumber("+12025550123"),
    Authenticator.SECURITY_QUESTION: SecurityAnswer("favorite_toy", ""),
    Authenticator.RECOVERY_CODE: RecoveryCodeSet(("k1.a", "k1.b")),
    Authenticator.ACCESS_CODE: AccessCodeDigest("k1.c", NOW + timedelta(hours=1)),
}
OTHERS = (Authenticator.PASSWORD, Authenticator.EMAIL)


def proving(one: Authenticator, intent: Intent = Intent.SIGN_IN) -> Transaction:
    """A user with a proved password and a second factor to choose."""
    begun = identified(intent)
    assert begun.user is not None
    enrolled = Enrolled(7, "en-1", one, one.label, HELD[one], NOW)
    proved = Proof(Authenticator.PASSWORD, begun.user.public_id, "", NOW)
    user = replace(begun.user, enrolled=(enrolled,))
    return replace(begun, user=user, proofs=(proved,), challenge=None)


def choosing(facts: Transaction, one: Authenticator) -> Transaction:
    return replace(facts, choice=Choice(facts.scope, one))


def setting_up(one: Authenticator) -> Transaction:
    """A user in a sign-up with one more authenticator to enroll."""
    data: Data | None = None
    if one is Authenticator.TOTP:
        data = totp.new_secret("en-2")
    if one is Authenticator.RECOVERY_CODE:
        data = HELD[one]
    begun = replace(submitted(), challenge=None, proofs=(Proof(Authenticator.EMAIL, ADDRESS, "ch-1", NOW),))
    return begun if data is None else begun.with_pending(PendingEnrollment("en-2", one, one.label, data))


def with_number() -> Transaction:
    """A user in a sign-up who has given a phone number."""
    one = Authenticator.PHONE
    return setting_up(one).with_pending(PendingEnrollment("en-2", one, one.label, HELD[one]))


def state(facts: Transaction, rules: Policies | None = None) -> FlowState:
    return FlowState(facts, rules or policies(), NOW)


def asked(one: Authenticator) -> tuple[Step, Transaction]:
    facts = choosing(proving(one), one)
    return pages.challenge(one, (one, *OTHERS), state(facts)), facts


def offered(one: Authenticator, facts: Transaction | None = None) -> tuple[Step, Transaction]:
    facts = facts or setting_up(one)
    names = (one, Authenticator.PASSWORD)
    return pages.set_up(one, names, state(facts), can_skip=True), facts


def _of_rules(make: Any, facts: Transaction, *more: Any) -> tuple[Step, Transaction]:
    return make(state(facts), *more), facts


def _form(**changes: Any) -> tuple[Step, Transaction]:
    rules = policies(**changes)
    signing_up = state(facts(Intent.SIGN_UP), rules)
    return pages.enroll_profile(signing_up), signing_up.transaction


def steps() -> dict[str, tuple[Step, Transaction]]:
    """Return a step of every kind, with its user."""
    recovering, unlocking = identified(Intent.RECOVER), facts(Intent.UNLOCK)
    phone = proving(Authenticator.PHONE)
    grace = SelectSubject(required=(Authenticator.TOTP, Authenticator.PASSKEY), deadline=NOW, skips_left=2)
    return {
        "identify": (pages.identify(state(facts()), passkeys=False, unlock=False), facts()),
        "identify with everything": (
            pages.identify(state(facts()), passkeys=True, unlock=True),
            facts(),
        ),
        "identify-recovery": (
            pages.identify_recovery(state(facts(Intent.RECOVER))),
            facts(Intent.RECOVER),
        ),
        "identify-unlock": (pages.identify_unlock(unlocking), unlocking),
        "enroll-profile": _form(items=items(team())),
        "enroll-profile with a password": _form(password_page=PasswordPage.FIRST),
        "enroll-email": (pages.enroll_email(state(submitted())), submitted()),
        "enroll-email at the end": (pages.enroll_email(state(submitted()), last=True), submitted()),
        "enroll-password": _of_rules(pages.enroll_password, submitted()),
        "enroll-totp": offered(Authenticator.TOTP),
        "enroll-passkey": offered(Authenticator.PASSKEY),
        "enroll-phone": offered(Authenticator.PHONE),
        "enroll-phone-code": offered(Authenticator.PHONE, with_number()),
        "enroll-security-question": offered(Authenticator.SECURITY_QUESTION),
        "enroll-recovery-codes": offered(Authenticator.RECOVERY_CODE),
        "select-enroll": (pages.select_enroll(grace, can_skip=True), identified()),
        "challenge-password": (pages.challenge_password(identified()), identified()),
        "challenge-password among others": (pages.challenge_password(identified(), OTHERS), identified()),
        "challenge-email": (challenge_email(state(recovering)), recovering),
        "challenge-totp": asked(Authenticator.TOTP),
        "challenge-passkey": asked(Authenticator.PASSKEY),
        "challenge-phone": (
            pages.challenge(Authenticator.PHONE, (Authenticator.PHONE, *OTHERS), state(phone)),
            phone,
        ),
        "challenge-phone-code": asked(Authenticator.PHONE),
        "challenge-security-question": asked(Authenticator.SECURITY_QUESTION),
        "challenge-recovery-code": asked(Authenticator.RECOVERY_CODE),
        "challenge-access-code": asked(Authenticator.ACCESS_CODE),
        "reset-password": _of_rules(pages.reset_password, recovering),
        "expired-password": _of_rules(pages.expired_password, identified()),
        "expiring-password": _of_rules(pages.expiring_password, identified(), SOON),
        "keep-me-signed-in": (pages.keep_me_signed_in(), identified()),
        "step-up": (pages.step_up(), identified()),
        "done": (pages.done(), identified()),
    }


STEPS = steps()


def frame(origin: str) -> Frame:
    return Frame(origin, HANDLE)


def document(name: str, origin: str = "http://localhost", **said: Any) -> Json:
    """Return the document of one of the steps."""
    step, transaction = STEPS[name]
    return step_document(step, transaction, frame(origin), APP, **said)
