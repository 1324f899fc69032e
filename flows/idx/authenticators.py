"""What clients of the protocol call each authenticator: key, type, method, and the id they send back."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.translations import translated
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
    }
)
"""Every app that shows codes goes by the key of the best known one; recovery codes have one of our own."""


def id_of(one: Authenticator) -> str:
    """Return the id that a client sends back to choose this authenticator."""
    return f"aut-{one.value}"


_BY_NAME: Final = MappingProxyType(
    {name: one for one, known in NAMES.items() for name in (id_of(one), known.key, one.value)}
)


def named(text: str) -> Authenticator | None:
    """Return the authenticator that a client means: by the id in the document, its key, or our own value."""
    return _BY_NAME.get(text)


def described(one: Authenticator) -> Json:
    """Return an authenticator as lists hold it."""
    known = NAMES[one]
    return {
        "type": known.type,
        "key": known.key,
        "id": id_of(one),
        "displayName": translated(one.label),
        "methods": [{"type": known.method}],
    }


def as_enrollment(shown: Json) -> Json:
    """Return the same as something that a user has: with an id of its own."""
    return shown | {"id": f"enr-{shown['id'].removeprefix('aut-')}"}
