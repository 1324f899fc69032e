"""What a password policy says: how passwords must be, how long they live, and what many wrong ones do."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from accounts.domain.passwords import PasswordRules


@dataclass(frozen=True, slots=True)
class Lockout:
    """The consequences of wrong passwords.

    ``attempts``: how many in a row lock, 0 for none. ``unlock_after``: when the account unlocks by itself;
    None means never. ``tell``: the page reports the lock. ``notify``: its user gets a mail.
    """

    attempts: int = 10
    unlock_after: timedelta | None = timedelta(minutes=15)
    tell: bool = False
    notify: bool = True


@dataclass(frozen=True, slots=True)
class PasswordOutcome:
    """One rule's answer.

    ``history``: how many earlier passwords may not come again. A password has to be changed after
    ``max_age``, is warned of ``warn_before`` that, and cannot be changed before ``min_age``.
    """

    rules: PasswordRules = field(default_factory=PasswordRules)
    history: int = 0
    max_age: timedelta | None = None
    warn_before: timedelta | None = None
    min_age: timedelta | None = None
    lockout: Lockout = Lockout()
    reset_allowed: bool = True
    unlock_allowed: bool = True


NIST_DEFAULTS: Final = PasswordOutcome()
"""NIST SP 800-63B-4 §3.1.1.2: long, not among the known ones, never changed for its age alone."""

OLDER_DEFAULTS: Final = PasswordOutcome(
    rules=PasswordRules(
        min_length=8, refuse_common=False, min_lower=1, min_upper=1, min_number=1, min_symbol=1
    ),
    history=4,
    lockout=Lockout(unlock_after=None, notify=False),
    unlock_allowed=False,
)
"""What older policies came with: eight characters of four classes, four remembered, locked until unlocked."""
