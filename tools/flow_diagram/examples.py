"""Example facts: users, policies, and how attempts begin. The diagram of the flows is found from them.

Few, and each for something that no other shows: every one of them is walked with every answer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import product
from types import MappingProxyType
from typing import Final

from accounts.domain.attributes import Attribute, AttributeType
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import (
    AccessCodeDigest,
    Data,
    Enrolled,
    LinkedAccount,
    PasskeyCredential,
    PhoneNumber,
    RecoveryCodeSet,
    SecurityAnswer,
    TotpSecret,
)
from accounts.domain.lifecycle import Status
from applications.domain import Application
from enrollment.domain.form import EnrollmentPolicy, FormItem, PasswordPage
from flows.domain.flow_state import FlowState, Policies
from flows.domain.flow_user import FlowUser
from flows.domain.proofs import ChallengeState, Proof
from flows.domain.transaction import Transaction
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import Provider
from policies.domain.assurance import Requirement
from policies.domain.defaults import default_policy
from policies.domain.outcomes import (
    AuthenticationOutcome,
    AuthenticatorSetting,
    EnrollmentOutcome,
    FirstFactor,
    Need,
    PasswordOutcome,
    SessionOutcome,
)
from policies.domain.rules import Policy
from policies.domain.snapshot import PolicySnapshot

NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
ADDRESS: Final = "ada@example.com"
_CITY: Final = Attribute("city", AttributeType.STRING, "City")
DATA: Final[dict[Authenticator, Data]] = {
    Authenticator.TOTP: TotpSecret("secret"),
    Authenticator.PASSKEY: PasskeyCredential("credential", "key", user_verified=True),
    Authenticator.PHONE: PhoneNumber("+12025550123"),
    Authenticator.SECURITY_QUESTION: SecurityAnswer("childhood_dream_job", "hash"),
    Authenticator.RECOVERY_CODE: RecoveryCodeSet(("one.digest",)),
    Authenticator.ACCESS_CODE: AccessCodeDigest("one.digest", NOW + timedelta(hours=1)),
    Authenticator.IDENTITY_PROVIDER: LinkedAccount("provider", "https://id.example", "ada"),
}
PROVIDER: Final = Provider(
    1, "provider", ProviderKind.OPENID_CONNECT, "Example", "https://id.example", "client"
)


@dataclass(frozen=True, slots=True)
class Example:
    """What administrators decided, and who there is. The first of the users changes their account too."""

    policies: Policies
    people: tuple[FlowUser, ...]

    def state(self, facts: Transaction) -> FlowState:
        """Return the state of these facts under the example's policies."""
        return FlowState(facts, self.policies, NOW)


def user(*names: Authenticator, status: Status = Status.ACTIVE, has_password: bool = True) -> FlowUser:
    """Return a user with these authenticators."""
    enrolled = (Enrolled(n, one, one, one.label, DATA[one], NOW) for n, one in enumerate(names))
    return FlowUser(
        id=1,
        public_id="user",
        address=ADDRESS,
        display=ADDRESS,
        first_name="Ada",
        last_name="Okafor",
        status=status,
        epoch=1,
        email_verified=True,
        has_password=has_password,
        password_changed_at=NOW,
        enrolled=tuple(enrolled),
    )


def examples() -> tuple[Example, ...]:
    """Return every combination of what a profile enrollment policy can ask for, then one after another."""
    singles = (_two_factors(), _own_devices(), _texts_and_codes(), _required(), _old_passwords(), _consent())
    return (*_forms(), *singles, _password_first(), *_questions(), _pages())


def _forms() -> Iterator[Example]:
    people = (
        user(),
        user(has_password=False),
        user(status=Status.PROVISIONED, has_password=False),
        user(status=Status.PASSWORD_EXPIRED),
    )
    for allowed, verified, page in product((True, False), (True, False), PasswordPage):
        if verified or page is not PasswordPage.NONE:
            yield Example(
                Policies(_form(allowed, verified, page), PolicySnapshot(), sms_available=True), people
            )


def _form(allowed: bool, verified: bool, page: PasswordPage) -> EnrollmentPolicy:
    return EnrollmentPolicy(
        id=1,
        name="Example",
        is_default=True,
        dashboard=True,
        sign_up_allowed=allowed,
        verification_required=verified,
        password_page=page,
        items=(),
    )


def _example(security: PolicySnapshot, *people: FlowUser, page: PasswordPage = PasswordPage.LATER) -> Example:
    form = _form(True, True, page)
    policies = Policies(form, security, sms_available=True, identity_providers=(PROVIDER,))
    return Example(policies, people)


def _setup(
    needs: Mapping[Authenticator, Need | AuthenticatorSetting], *, offer: bool = False
) -> tuple[Policy[EnrollmentOutcome], ...]:
    said = {Authenticator.PASSWORD: Need.OPTIONAL, Authenticator.EMAIL: Need.OPTIONAL, **needs}
    settings = {
        one: need if isinstance(need, AuthenticatorSetting) else AuthenticatorSetting(need)
        for one, need in said.items()
    }
    return (default_policy(EnrollmentOutcome(MappingProxyType(settings), offer=offer)),)


_TWO: Final = (default_policy(AuthenticationOutcome(requirement=Requirement(factors=2))),)
_DEVICE: Final = (
    default_policy(AuthenticationOutcome(requirement=Requirement(factors=2, device_bound=True))),
)
_ALL: Final = dict.fromkeys(DATA, Need.OPTIONAL)


def _two_factors() -> Example:
    """Users with every authenticator, a question or a phone, where two factors are required."""
    enrollment = _setup(_ALL)
    security = PolicySnapshot(authentication_policies=_TWO, enrollment_policies=enrollment)
    question = user(Authenticator.SECURITY_QUESTION)
    return _example(security, user(*DATA), question, user(Authenticator.PHONE))


def _own_devices() -> Example:
    """Users who have nothing yet that an app asks for, and are offered more."""
    devices = dict.fromkeys((Authenticator.PASSKEY, Authenticator.TOTP), Need.OPTIONAL)
    enrollment = _setup(devices, offer=True)
    return _example(PolicySnapshot(authentication_policies=_DEVICE, enrollment_policies=enrollment), user())


def _texts_and_codes() -> Example:
    """Users who choose everything by themselves, the password too."""
    others = (Authenticator.PHONE, Authenticator.SECURITY_QUESTION, Authenticator.RECOVERY_CODE)
    enrollment = _setup(dict.fromkeys(others, Need.OPTIONAL), offer=True)
    security = PolicySnapshot(authentication_policies=_TWO, enrollment_policies=enrollment)
    return _example(security, user(), page=PasswordPage.NONE)


def _required() -> Example:
    """Some are required at once, one may be put off."""
    at_once = dict.fromkeys(
        (Authenticator.TOTP, Authenticator.RECOVERY_CODE), AuthenticatorSetting(Need.REQUIRED)
    )
    enrollment = _setup({**at_once, Authenticator.PHONE: AuthenticatorSetting(Need.REQUIRED, grace_skips=2)})
    return _example(PolicySnapshot(enrollment_policies=enrollment), user())


def _old_passwords() -> Example:
    """Passwords that grow old, accounts that are locked or about to go, and the question whether to stay."""
    password = PasswordOutcome(max_age=timedelta(days=90), warn_before=timedelta(days=14))
    security = PolicySnapshot(
        session_policies=(default_policy(SessionOutcome(persistent=True)),),
        authentication_policies=(default_policy(AuthenticationOutcome(keep_me_signed_in=True)),),
        password_policies=(default_policy(password),),
    )
    ages = [replace(user(), password_changed_at=NOW - timedelta(days=days)) for days in (0, 80, 100)]
    return _example(security, *ages, user(status=Status.LOCKED_OUT), user(status=Status.PENDING_DELETION))


def _password_first() -> Example:
    """Users whose address and password apps with pages of their own ask for together."""
    outcome = SessionOutcome(first_factor=FirstFactor.PASSWORD)
    return _example(PolicySnapshot(session_policies=(default_policy(outcome),)), user())


def _consent() -> Example:
    """A third-party app that requires verified addresses, and a user without one."""
    app = Application("app", "App", None, consent_required=True, verified_addresses_only=True)
    policies = Policies(_form(True, True, PasswordPage.LATER), PolicySnapshot(), application=app)
    return Example(policies, (user(), replace(user(), email_verified=False)))


def _questions() -> Iterator[Example]:
    """An app that asks for absent values, required or optional."""
    for required in (True, False):
        form = replace(_form(True, True, PasswordPage.LATER), progressive=True)
        asking = replace(form, items=(FormItem(_CITY, required=required),))
        yield Example(Policies(asking, PolicySnapshot()), (user(),))


def _pages() -> Example:
    """A sign-up form of two pages."""
    items = (FormItem(_CITY), FormItem(replace(_CITY, key="state"), new_page=True))
    form = replace(_form(True, True, PasswordPage.LATER), items=items)
    return Example(Policies(form, PolicySnapshot()), (user(),))


def recognised(facts: Transaction, who: FlowUser | None, *, decoy: bool = False) -> Transaction:
    """Return the facts after identification, right or wrong."""
    return replace(
        facts,
        identifier=ADDRESS,
        identifier_display=ADDRESS,
        user=who,
        user_epoch=who.epoch if who is not None else 0,
        decoy=decoy,
    )


def proof(facts: Transaction, one: Authenticator, *, here: bool = True) -> Proof:
    """Return a proof by the user of these facts, or of the address that is signed up."""
    subjects = {
        Authenticator.EMAIL: facts.subject_address,
        Authenticator.PASSWORD: facts.user_id,
        Authenticator.ACCESS_CODE: facts.user_id,
    }
    verified = one is Authenticator.PASSKEY
    return Proof(one, subjects.get(one, one), "challenge", NOW, user_verified=verified, here=here)


def with_challenge(facts: Transaction, purpose: str, address: str = "") -> Transaction:
    """Return the facts after a step was entered that waits for a mail, or for a text to this number."""
    ends, sent_to = NOW + timedelta(minutes=10), address or facts.subject_address
    return replace(facts, challenge=ChallengeState(1, "challenge", purpose, sent_to, "k", 1, 0, 5, NOW, ends))
