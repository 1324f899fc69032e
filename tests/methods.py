"""What users prove themselves with besides a password, set up before, and what they answer with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.credentials import (
    enrollments,
    passkey,
    recovery_codes,
    security_question,
    totp,
)
from accounts.credentials.passkey import PasskeyError, PasskeyUser
from accounts.credentials.passkey_challenges import FRONT_DOOR
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Data, PendingEnrollment, PhoneNumber
from accounts.identities import new_public_id
from accounts.lifecycle import support
from accounts.models import Enrollment, User
from policies.domain.outcomes import Need
from policies.models import AuthenticationOutcome, AuthenticatorSetting, EnrollmentOutcome
from tests.passkeys import Device, for_idx_api

NUMBER, ANSWER = "+353871234567", "the blue rowing boat"


def set_up(user: User, authenticator: Authenticator, data: Data, public_id: str = "") -> Enrollment:
    """Give the user something they set up before."""
    pending = PendingEnrollment(public_id or new_public_id(), authenticator, authenticator.label, data)
    return enrollments.add(user, pending, timezone.now())


@dataclass(frozen=True)
class App:
    """An authenticator app that holds one user's secret."""

    key: str

    def code(self, at: datetime | None = None, steps: int = 0) -> str:
        """Return what the app shows at a moment, or some steps before or after it."""
        return pyotp.TOTP(self.key).at((at or timezone.now()) + steps * timedelta(seconds=30))


def an_app(user: User) -> App:
    """Let the user have an authenticator app."""
    public_id = new_public_id()
    secret = totp.new_secret(public_id)
    set_up(user, Authenticator.TOTP, secret, public_id)
    key = totp.provisioning(secret, public_id, user.email, qr_title="").key
    return App(key.replace(" ", ""))


def some_codes(user: User) -> tuple[str, ...]:
    """Let the user have recovery codes; return them as they were written down."""
    public_id = new_public_id()
    made = recovery_codes.generate(public_id)
    set_up(user, Authenticator.RECOVERY_CODE, made.data, public_id)
    return tuple(made.shown)


def a_phone(user: User) -> None:
    """Let the user have a phone."""
    set_up(user, Authenticator.PHONE, PhoneNumber(NUMBER))


def a_question(user: User) -> None:
    """Let the user have a security question, to be answered with ``ANSWER``."""
    set_up(user, Authenticator.SECURITY_QUESTION, security_question.enroll("first_award", ANSWER))


def a_passkey(user: User, device: Device | None = None) -> Device:
    """Let the user have a passkey; return the device that keeps it."""
    device, now = device or Device(), timezone.now()
    answer = device.create(passkey.registration_options(PasskeyUser(user.public_id, user.email), "", now))
    made = passkey.verify_registration(answer, "", now)
    if isinstance(made, PasskeyError):
        raise LookupError(made.reason)
    set_up(user, Authenticator.PASSKEY, made)
    return device


def an_access_code(user: User) -> str:
    """Let an administrator have given the user a temporary access code; return it."""
    return support.replace_access_code(user, timezone.now(), actor=None)


def signed(device: Device, scope: str) -> dict[str, str]:
    """Return what the device's newest passkey answers to a page's question."""
    options = passkey.assertion_options(scope, timezone.now())
    return for_idx_api(device.get(options, device.keys[-1]), with_id=True)


def first_page_assertion(device: Device) -> dict[str, Any]:
    """Return the answer to the front page: it names its user by itself."""
    return {"credentials": signed(device, FRONT_DOOR)}


def fields(answer: dict[str, str]) -> dict[str, str]:
    """Return the answer as the fields of a hosted form, dots written as by ``Visitor.post``."""
    return {f"credentials__{name}": value for name, value in answer.items()}


def ask_two_factors(**outcome: Any) -> None:
    """Let every app ask for two factors."""
    AuthenticationOutcome.objects.update(factors=2, **outcome)
    raise_version()


def policy_lets(need: Need, *names: Authenticator) -> None:
    """Let the default policy say of some authenticators that users must, may or may not have them."""
    outcome = EnrollmentOutcome.objects.get(rule__policy__is_default=True)
    for name in names:
        setting = {"outcome": outcome, "authenticator": name.value}
        AuthenticatorSetting.objects.update_or_create(**setting, defaults={"need": need.value})
    raise_version()
