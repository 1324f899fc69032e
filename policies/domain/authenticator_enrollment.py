"""What an authenticator enrollment policy says: what users must, may and may not set up."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from accounts.domain.authenticators import TRAITS, Authenticator


class Need(StrEnum):
    """Whether an authenticator has to be set up."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class AuthenticatorSetting:
    """The setting of one authenticator.

    A required one may be postponed until ``grace_until`` or ``grace_skips`` times; without either it is
    required at once.
    """

    need: Need
    grace_until: datetime | None = None
    grace_skips: int = 0

    def can_wait(self, now: datetime, skipped: int) -> bool:
        """Return whether a user who has postponed it ``skipped`` times may do so again."""
        if self.grace_until is not None:
            return now < self.grace_until
        return skipped < self.grace_skips


@dataclass(frozen=True, slots=True)
class EnrollmentOutcome:
    """One rule's answer.

    ``offer``: optional ones are offered at sign-up, with *Skip*. ``nudge``: the dashboard suggests a
    passkey, ``nudge_skips`` times (0: without limit), with ``nudge_pause`` between.
    """

    settings: Mapping[Authenticator, AuthenticatorSetting] = field(
        default_factory=lambda: MappingProxyType({})
    )
    offer: bool = False
    nudge: bool = True
    nudge_skips: int = 0
    nudge_pause: timedelta = timedelta(days=30)

    def setting(self, authenticator: Authenticator) -> AuthenticatorSetting:
        """Return the setting of an authenticator; an absent one is not allowed."""
        return self.settings.get(authenticator, AuthenticatorSetting(Need.NOT_ALLOWED))

    def allows(self, authenticator: Authenticator) -> bool:
        """Whether users may have it, and sign in with it.

        What an administrator gives out is allowed by having been given.
        """
        given = not TRAITS[authenticator].self_service
        return given or self.setting(authenticator).need is not Need.NOT_ALLOWED

    def without(self, authenticator: Authenticator) -> "EnrollmentOutcome":
        """Return the outcome for a place where this authenticator can't be used."""
        others = {name: setting for name, setting in self.settings.items() if name is not authenticator}
        return replace(self, settings=others)

    def requires(self, authenticator: Authenticator) -> bool:
        """Whether users must have it."""
        return self.setting(authenticator).need is Need.REQUIRED
