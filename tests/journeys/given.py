"""What users have set up before a journey begins."""

from django.utils import timezone

from accounts.credentials import (
    enrollments,
    passkey,
    phone,
    recovery_codes,
    security_question,
    totp,
)
from accounts.credentials.passkey import PasskeyUser
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Data, PasskeyCredential, PendingEnrollment, PhoneNumber
from accounts.identities import new_public_id
from accounts.models import User
from tests.journeys.user_devices import ANSWER, NUMBER, QUESTION, App, Pocket


def an_app(user: User, pocket: Pocket) -> None:
    """Give the user an authenticator app."""
    public_id = new_public_id()
    secret = totp.new_secret(public_id)
    pocket.app = App(totp.provisioning(secret, public_id, "", qr_title="").key.replace(" ", ""))
    _give(user, Authenticator.TOTP, secret, public_id)


def a_passkey(user: User, pocket: Pocket, *, verifies_user: bool = True) -> None:
    """Give the user a passkey on their device."""
    now = timezone.now()
    pocket.device.verifies_user = verifies_user
    options = passkey.registration_options(PasskeyUser(user.public_id, user.email), "given", now)
    made = passkey.verify_registration(pocket.device.create(options), "given", now)
    assert isinstance(made, PasskeyCredential)
    _give(user, Authenticator.PASSKEY, made, label="Ada’s laptop")


def a_phone(user: User) -> None:
    """Give the user a phone; the policy has to allow phones."""
    number = phone.parse(NUMBER)
    assert isinstance(number, PhoneNumber)
    _give(user, Authenticator.PHONE, number)


def recovery_codes_for(user: User, pocket: Pocket) -> None:
    """Give the user ten recovery codes."""
    public_id = new_public_id()
    codes = recovery_codes.generate(public_id)
    pocket.sheet = list(codes.shown)
    _give(user, Authenticator.RECOVERY_CODE, codes.data, public_id)


def a_question(user: User) -> None:
    """Give the user a security question; the policy has to allow them."""
    _give(user, Authenticator.SECURITY_QUESTION, security_question.enroll(QUESTION, ANSWER))


def _give(user: User, authenticator: Authenticator, data: Data, public_id: str = "", label: str = "") -> None:
    pending = PendingEnrollment(
        public_id or new_public_id(), authenticator, label or authenticator.label, data
    )
    enrollments.add(user, pending, timezone.now())
