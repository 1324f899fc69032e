"""The ways to prove who one is, and what each one is worth: facts, the same for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from accounts.domain.messages.entry import gettext_noop as _


class Authenticator(StrEnum):
    """A way to prove something."""

    PASSWORD = "password"
    EMAIL = "email"
    PHONE = "phone"
    TOTP = "totp"
    PASSKEY = "passkey"
    SECURITY_QUESTION = "security_question"
    RECOVERY_CODE = "recovery_code"
    ACCESS_CODE = "access_code"
    IDENTITY_PROVIDER = "identity_provider"

    @property
    def label(self) -> str:
        """What users call it, as a message id."""
        return TRAITS[self].label


class Factor(StrEnum):
    """A class of proof (NIST SP 800-63B-4 §2): two factors are proofs of two different classes."""

    KNOWLEDGE = "knowledge"
    POSSESSION = "possession"
    INHERENCE = "inherence"


@dataclass(frozen=True, slots=True)
class Traits:
    """What an authenticator is worth.

    ``after_password`` means that it proves nothing unless a password was proved as well. ``several`` means
    that one user may have more than one. ``self_service`` is false for what only an administrator gives.
    """

    label: str
    factor: Factor
    device_bound: bool = False
    phishing_resistant: bool = False
    after_password: bool = False
    several: bool = False
    self_service: bool = True


TRAITS: Final[Mapping[Authenticator, Traits]] = MappingProxyType(
    {
        Authenticator.PASSWORD: Traits(
            # Translators: name of a sign-in method
            _("Password"),
            Factor.KNOWLEDGE,
        ),
        Authenticator.EMAIL: Traits(
            # Translators: name of a sign-in method
            _("Email"),
            Factor.POSSESSION,
        ),
        Authenticator.PHONE: Traits(
            # Translators: name of a sign-in method
            _("Phone"),
            Factor.POSSESSION,
        ),
        Authenticator.TOTP: Traits(
            # Translators: name of a sign-in method
            _("Authenticator app"),
            Factor.POSSESSION,
            device_bound=True,
        ),
        Authenticator.PASSKEY: Traits(
            # Translators: name of a sign-in method
            _("Passkey"),
            Factor.POSSESSION,
            device_bound=True,
            phishing_resistant=True,
            several=True,
        ),
        Authenticator.SECURITY_QUESTION: Traits(
            # Translators: name of a sign-in method
            _("Security question"),
            Factor.KNOWLEDGE,
            after_password=True,
        ),
        Authenticator.RECOVERY_CODE: Traits(
            # Translators: name of a sign-in method
            _("Recovery codes"),
            Factor.POSSESSION,
            device_bound=True,
        ),
        Authenticator.ACCESS_CODE: Traits(
            # Translators: name of a sign-in method
            _("Temporary access code"),
            Factor.KNOWLEDGE,
            self_service=False,
        ),
        # Like a password: proved elsewhere, by means that are not known here.
        Authenticator.IDENTITY_PROVIDER: Traits(
            # Translators: name of a sign-in method: an account at another company or server
            _("Account with another provider"),
            Factor.KNOWLEDGE,
            several=True,
        ),
    }
)


def factors_of(
    authenticator: Authenticator, *, user_verified: bool = False, multifactor: bool = False
) -> frozenset[Factor]:
    """Return the classes that one proof covers.

    A passkey that knew its user covers two, and so does an identity provider that is believed to have
    verified two factors.
    """
    own = TRAITS[authenticator].factor
    if authenticator is Authenticator.IDENTITY_PROVIDER and multifactor:
        return frozenset({own, Factor.POSSESSION})
    if authenticator is Authenticator.PASSKEY and user_verified:
        return frozenset({own, Factor.INHERENCE})
    return frozenset({own})
