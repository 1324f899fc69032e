"""What the policies say, as values a flow can decide with."""

from dataclasses import dataclass, field
from datetime import timedelta

from accounts.domain.passwords import PasswordRules
from accounts.domain.violations import Violation

SHORTEST_MINIMUM = 8
"""NIST SP 800-63B-4 §3.1.1.2: never below eight characters, whatever an administrator chooses."""

LONGEST_MINIMUM = 64
LIFETIME_MINUTES = (5, 30)
"""Range of an e-mail challenge's lifetime: time for a slow mail, too little for patient guessing."""

SHORTEST_IDLE = timedelta(minutes=5)
"""Shorter, and nobody could fill in a form; an administrator would lock everybody out with a zero."""

LONGEST_SESSION = timedelta(days=30)
"""NIST SP 800-63B-4 §2.1.3: an AAL1 session should end after thirty days at the latest."""


@dataclass(frozen=True, slots=True)
class SessionLifetimes:
    """How long a session lives without use, and at the longest."""

    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Protection:
    """Enumeration prevention, and how long an e-mail challenge can be met."""

    enumeration_prevention: bool = False
    challenge_lifetime: timedelta = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Every security policy, as it is now."""

    password: PasswordRules = field(default_factory=PasswordRules)
    session: SessionLifetimes = SessionLifetimes()
    protection: Protection = Protection()


def check_password_minimum(minimum: int) -> tuple[Violation, ...]:
    """Refuse a minimum length below NIST's floor or beyond what people can type."""
    if SHORTEST_MINIMUM <= minimum <= LONGEST_MINIMUM:
        return ()
    return (Violation("min_length", "ssr.policy.range", (str(SHORTEST_MINIMUM), str(LONGEST_MINIMUM))),)


def check_lifetimes(lifetimes: SessionLifetimes) -> tuple[Violation, ...]:
    """Refuse a session that nobody could use, that outlives thirty days or idles longer than it lives."""
    violations = []
    if lifetimes.idle < SHORTEST_IDLE:
        violations.append(Violation("idle_minutes", "ssr.policy.idle_too_short"))
    if lifetimes.absolute > LONGEST_SESSION:
        violations.append(Violation("absolute_minutes", "ssr.policy.session_too_long"))
    if lifetimes.idle > lifetimes.absolute:
        violations.append(Violation("idle_minutes", "ssr.policy.idle_beyond_absolute"))
    return tuple(violations)


def check_protection(protection: Protection) -> tuple[Violation, ...]:
    """Refuse a challenge lifetime outside five to thirty minutes."""
    shortest, longest = LIFETIME_MINUTES
    if shortest <= protection.challenge_lifetime.total_seconds() / 60 <= longest:
        return ()
    return (Violation("challenge_minutes", "ssr.policy.range", (str(shortest), str(longest))),)
