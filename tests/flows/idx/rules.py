"""What administrators decide and what users have, in a line each."""

from typing import Any

import pyotp
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.credentials import (
    passkey,
    phone,
    recovery_codes,
    security_question,
    totp,
)
from accounts.credentials.enrollments import add
from accounts.credentials.passkey import PasskeyUser
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Data, PasskeyCredential, PendingEnrollment, PhoneNumber
from accounts.identities import new_public_id
from accounts.models import User
from policies.domain.outcomes import Need
from policies.domain.rules import Kind
from policies.models import OUTCOMES, AuthenticatorSetting, EnrollmentOutcome
from tests.passkeys import Device

PHONE, ANSWER = "+4915112345678", "a blue elephant"


def decide(kind: Kind, **columns: Any) -> None:
    """Change what the default policy of a kind answers."""
    rows = OUTCOMES[kind].objects.filter(rule__is_default=True, rule__policy__is_default=True)
    assert rows.update(**columns) == 1
    raise_version()


def wish(authenticator: Authenticator, need: Need, **columns: Any) -> None:
    """Change what the default enrollment policy says of an authenticator."""
    outcome = EnrollmentOutcome.objects.get(rule__is_default=True, rule__policy__is_default=True)
    found = {"outcome": outcome, "authenticator": authenticator.value}
    AuthenticatorSetting.objects.update_or_create(**found, defaults={"need": need.value, **columns})
    raise_version()


def give(user: User, authenticator: Authenticator, data: Data, public_id: str = "") -> None:
    """Give the user an authenticator."""
    pending = PendingEnrollment(public_id or new_public_id(), authenticator, authenticator.label, data)
    add(user, pending, timezone.now())


def give_app(user: User) -> pyotp.TOTP:
    """Give the user an authenticator app, and return the app."""
    public_id = new_public_id()
    secret = totp.new_secret(public_id)
    give(user, Authenticator.TOTP, secret, public_id)
    return app_of(totp.provisioning(secret, public_id, user.email, qr_title="").key)


def app_of(key: str) -> pyotp.TOTP:
    """Return an app with this key."""
    return pyotp.TOTP(key.replace(" ", ""))


def give_passkey(user: User) -> Device:
    """Give the user a passkey, and return the device that keeps it."""
    device, now = Device(), timezone.now()
    made = device.create(passkey.registration_options(PasskeyUser(user.public_id, user.email), "x", now))
    credential = passkey.verify_registration(made, "x", now)
    assert isinstance(credential, PasskeyCredential)
    give(user, Authenticator.PASSKEY, credential)
    return device


def give_phone(user: User) -> None:
    """Give the user a phone, where phones are allowed."""
    number = phone.parse(PHONE)
    assert isinstance(number, PhoneNumber)
    give(user, Authenticator.PHONE, number)


def give_question(user: User) -> None:
    """Give the user a security question."""
    give(user, Authenticator.SECURITY_QUESTION, security_question.enroll("favorite_toy", ANSWER))


def give_recovery_codes(user: User) -> tuple[str, ...]:
    """Give the user recovery codes, and return them."""
    public_id = new_public_id()
    codes = recovery_codes.generate(public_id)
    give(user, Authenticator.RECOVERY_CODE, codes.data, public_id)
    return codes.shown
