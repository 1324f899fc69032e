"""What the policies say, as values a flow can decide with."""

from dataclasses import dataclass
from datetime import timedelta

from accounts.domain.violations import Violation
from policies.domain.protection import LIFETIME_MINUTES, Protection, check_protection
from policies.domain.snapshot import PolicySnapshot

__all__ = ["LIFETIME_MINUTES", "Protection", "check_protection"]

SHORTEST_MINIMUM = 8
"""NIST SP 800-63B-4 §3.1.1.2: never below eight characters, whatever an administrator chooses."""

LONGEST_MINIMUM = 64

SHORTEST_IDLE = timedelta(minutes=5)
"""Shorter, and nobody could fill in a form; an administrator would lock everybody out with a zero."""

LONGEST_SESSION = timedelta(days=30)
"""NIST SP 800-63B-4 §2.1.3: an AAL1 session should end after thirty days at the latest."""


@dataclass(frozen=True, slots=True)
class SessionLifetimes:
    """How long a session lives without use, and at the longest."""

    idle: timedelta = timedelta(hours=2)
    absolute: timedelta = timedelta(hours=24)


PolicySet = PolicySnapshot


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
