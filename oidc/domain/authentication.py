"""The authentication claims of tokens: never more than what happened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Final

from accounts.domain.authenticators import Authenticator
from policies.domain.assurance import Evidence, Requirement

ONE_FACTOR: Final = "urn:okta:loa:1fa:any"
TWO_FACTORS: Final = "urn:okta:loa:2fa:any"
ACR_VALUES: Final = (ONE_FACTOR, TWO_FACTORS)

_METHODS: Final[Mapping[Authenticator, str]] = MappingProxyType(
    {
        Authenticator.PASSWORD: "pwd",
        Authenticator.EMAIL: "otp",
        Authenticator.PHONE: "sms",
        Authenticator.TOTP: "otp",
        Authenticator.PASSKEY: "hwk",
        Authenticator.SECURITY_QUESTION: "kba",
        Authenticator.RECOVERY_CODE: "otp",
        Authenticator.ACCESS_CODE: "otp",
    }
)
"""The values of RFC 8176 §2."""


def amr(proofs: Sequence[Evidence], now: datetime) -> tuple[str, ...]:
    """Return the methods that were used, each once, in the order in which they were proved.

    A password that was chosen in a recovery was set, not proved: it is no method.
    """
    found = dict.fromkeys(_METHODS[proof.authenticator] for proof in proofs if not proof.derived)
    verified = (proof for proof in proofs if proof.user_verified and not proof.derived)
    if any(proof.authenticator is Authenticator.PASSKEY for proof in verified):
        found["user"] = None
    if has_two_factors(proofs, now):
        found["mfa"] = None
    return tuple(found)


def acr(proofs: Sequence[Evidence], now: datetime) -> str:
    """Return the authentication context class of the proofs; ``amr`` names their methods."""
    return TWO_FACTORS if has_two_factors(proofs, now) else ONE_FACTOR


def has_two_factors(proofs: Sequence[Evidence], now: datetime) -> bool:
    """Whether proofs of two different classes were given."""
    return Requirement(factors=2).is_met_by(proofs, now)


def auth_time(proofs: Sequence[Evidence], otherwise: datetime) -> datetime:
    """Return when the user last proved anything; ``otherwise`` is for a session without proofs."""
    return max(
        (proof.at for proof in proofs if proof.at is not None and not proof.derived), default=otherwise
    )
