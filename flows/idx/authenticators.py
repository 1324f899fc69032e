"""What clients of the protocol call each authenticator: key, type, method, and the id they send back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Final

from django.utils import timezone

from accounts.credentials import passkey, recovery_codes, totp
from accounts.credentials.crypto import Unreadable
from accounts.credentials.passkey import PasskeyUser
from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import TotpSecret
from accounts.domain.passwords import PasswordRules
from accounts.domain.security_questions import OWN, QUESTIONS
from accounts.translations import asked, translated
from flows.domain.subjects import (
    EmailSubject,
    PasskeySubject,
    PasswordSubject,
    PhoneSubject,
    QuestionSubject,
    RecoveryCodesSubject,
    Subject,
    TotpSubject,
)
from flows.idx.messages import Json


@dataclass(frozen=True, slots=True)
class Name:
    """The names by which clients know an authenticator: by the key they choose how to ask for it."""

    key: str
    type: str
    method: str


NAMES: Final[Mapping[Authenticator, Name]] = MappingProxyType(
    {
        Authenticator.PASSWORD: Name("okta_password", "password", "password"),
        Authenticator.EMAIL: Name("okta_email", "email", "email"),
        Authenticator.PHONE: Name("phone_number", "phone", "sms"),
        Authenticator.TOTP: Name("google_otp", "app", "otp"),
        Authenticator.PASSKEY: Name("webauthn", "security_key", "webauthn"),
        Authenticator.SECURITY_QUESTION: Name("security_question", "security_question", "security_question"),
        Authenticator.RECOVERY_CODE: Name("recovery_code", "recovery_code", "recovery_code"),
        Authenticator.ACCESS_CODE: Name("tac", "tac", "tac"),
        Authenticator.IDENTITY_PROVIDER: Name("external_idp", "federated", "idp"),
    }
)
"""Every app that shows codes goes by the key of the best known one; recovery codes have one of our own."""


def id_of(authenticator: Authenticator) -> str:
    """Return the id that a client sends back to choose this authenticator."""
    return f"aut-{authenticator.value}"


_BY_NAME: Final = MappingProxyType(
    {
        name: authenticator
        for authenticator, known in NAMES.items()
        for name in (id_of(authenticator), known.key, authenticator.value)
    }
)


def named(text: str) -> Authenticator | None:
    """Return the authenticator that a client means: by the id in the document, its key, or our own value."""
    return _BY_NAME.get(text)


def described(authenticator: Authenticator) -> Json:
    """Return an authenticator as lists hold it."""
    known = NAMES[authenticator]
    return {
        "type": known.type,
        "key": known.key,
        "id": id_of(authenticator),
        "displayName": translated(authenticator.label),
        "methods": [{"type": known.method}],
    }


def as_enrollment(shown: Json) -> Json:
    """Return the same as something that a user has: with an id of its own."""
    return shown | {"id": f"enr-{shown['id'].removeprefix('aut-')}"}


def details_of(subject: Subject) -> Json:
    """Return the members that only this kind of authenticator has."""
    match subject:
        case EmailSubject():
            # The link in the mail leads to a page with the code: clients show their box for it at once.
            return {"contextualData": {"useEmailMagicLink": False}, "profile": {"email": subject.masked}}
        case PasswordSubject(rules=PasswordRules() as rules):
            return {"settings": _settings(rules, subject.expires_at)}
        case PhoneSubject():
            return {"profile": {"phoneNumber": subject.masked}} if subject.masked else {}
        case _:
            data = _contextual(subject)
            return {"contextualData": data} if data else {}


def _contextual(subject: Subject) -> Json:
    match subject:
        case TotpSubject(enrolling=True):
            return _to_scan(subject)
        case PasskeySubject(enrolling=True):
            return {"activationData": _to_make(subject)}
        case PasskeySubject():
            return {"challengeData": to_sign(subject)}
        case QuestionSubject(enrolling=True):
            return {"questions": [_question(key) for key in QUESTIONS]}
        case QuestionSubject():
            return {"enrolledQuestion": _question(subject.question)}
        case RecoveryCodesSubject(enrolling=True) if subject.public_id:
            return {"recoveryCodes": list(recovery_codes.generate(subject.public_id).shown)}
        case _:
            return {}


def _to_scan(subject: TotpSubject) -> Json:
    """The same secret as a picture and as text; it stays the same until a code of it was right."""
    try:
        shown = totp.provisioning(
            TotpSecret(subject.secret), subject.public_id, subject.account, qr_title=subject.account
        )
    except Unreadable:
        return {}
    picture = {"method": "embedded", "href": shown.qr_png, "type": "image/png"}
    return {"qrcode": picture, "sharedSecret": shown.key.replace(" ", "")}


def _to_make(subject: PasskeySubject) -> Json:
    return passkey.registration_options(
        PasskeyUser(subject.user_id, subject.account, subject.display_name),
        subject.scope,
        timezone.now(),
        existing=subject.credentials,
        require_user_verification=subject.user_verifying,
    )


def to_sign(subject: PasskeySubject) -> Json:
    """Return the options of a passkey ceremony (WebAuthn Level 3 §5.10)."""
    return passkey.assertion_options(
        subject.scope,
        timezone.now(),
        credentials=subject.credentials,
        require_user_verification=subject.user_verifying,
    )


def question_key(question: str) -> str:
    """Return the key of one of our questions; the user's own have one in common."""
    return question if question in QUESTIONS else OWN


def _question(question: str) -> Json:
    return {"questionKey": question_key(question), "question": asked(question)}


def _settings(rules: PasswordRules, expires_at: datetime | None) -> Json:
    """Our rules in the clients' terms: a length alone, unless an administrator goes back to classes."""
    settings: Json = {
        "complexity": {
            "minLength": rules.min_length,
            "minLowerCase": rules.min_lower,
            "minUpperCase": rules.min_upper,
            "minNumber": rules.min_number,
            "minSymbol": rules.min_symbol,
            "excludeUsername": rules.refuse_personal,
            "excludeAttributes": ["firstName", "lastName"] if rules.refuse_personal else [],
        },
        "age": {"minAgeMinutes": 0, "historyCount": 0},
    }
    if expires_at is not None:
        settings["daysToExpiry"] = max(0, (expires_at - timezone.now()).days)
    return settings
