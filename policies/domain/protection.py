"""Switches that guard every flow, for everybody alike."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from accounts.domain.violations import Violation

LIFETIME_MINUTES: Final = (5, 30)
"""Range of an e-mail challenge's lifetime: time for a slow mail, too little for patient guessing."""


@dataclass(frozen=True, slots=True)
class Protection:
    """Enumeration prevention, the lifetime of emailed challenges, and notices.

    ``new_device_mail``: users get a mail about a sign-in with a new device.
    """

    hide_at_sign_in: bool = False
    hide_at_recovery: bool = False
    hide_at_sign_up: bool = False
    challenge_lifetime: timedelta = timedelta(minutes=10)
    new_device_mail: bool = True


def check_protection(protection: Protection) -> tuple[Violation, ...]:
    """Refuse a challenge lifetime outside five to thirty minutes."""
    shortest, longest = LIFETIME_MINUTES
    if shortest <= protection.challenge_lifetime.total_seconds() / 60 <= longest:
        return ()
    return (Violation("challenge_minutes", "ssr.policy.range", (str(shortest), str(longest))),)
