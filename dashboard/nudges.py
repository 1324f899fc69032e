"""The one thing that the start page suggests, as often and as far apart as the policy says."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.models import Postponement
from accounts.profile.postponements import last_postponements, postpone
from dashboard.account_context import AccountContext

COOLDOWN: Final = timedelta(days=1)
"""After *Not now* no suggestion is shown for a day."""

_FURTHER: Final = (Authenticator.PASSKEY, Authenticator.TOTP, Authenticator.PHONE)
"""Authenticators that can be lost: with one of these, recovery codes are suggested."""


class Nudge(StrEnum):
    """What is suggested, in this order; the values are how it is written down when it is put off."""

    PASSKEY = "nudge:passkey"
    RECOVERY_CODES = "nudge:recovery_code"

    @property
    def authenticator(self) -> Authenticator:
        """What it is about."""
        return Authenticator(self.value.removeprefix("nudge:"))


def suggested(account: AccountContext) -> Nudge | None:
    """Return what is suggested; what was put off is read only where there is something to suggest."""
    nudges = [nudge for nudge in Nudge if _is_wanted(account, nudge)]
    if not nudges or not account.user.has_put_off:
        return nudges[0] if nudges else None
    put_off = last_postponements(account.user.pk, tuple(Nudge))
    if any(account.now - postponement.last_at < COOLDOWN for postponement in put_off.values()):
        return None
    return next(
        (authenticator for authenticator in nudges if not _is_put_off(account, put_off, authenticator)), None
    )


def _is_wanted(account: AccountContext, nudge: Nudge) -> bool:
    if not account.state.authenticators.nudge or account.enrolled_of(nudge.authenticator):
        return False
    helps = nudge is Nudge.PASSKEY or any(account.enrolled_of(authenticator) for authenticator in _FURTHER)
    return helps and nudge.authenticator in account.enrollable_now()


def _is_put_off(account: AccountContext, put_off: Mapping[str, Postponement], nudge: Nudge) -> bool:
    setup, last = account.state.authenticators, put_off.get(nudge)
    if last is None:
        return False
    rate_limited = bool(setup.nudge_skips) and last.times >= setup.nudge_skips
    return rate_limited or account.now - last.last_at < setup.nudge_pause


def put_off(account: AccountContext) -> None:
    """Suggest it again after the pause, unless it was put off before as often as the policy lets users."""
    nudge = suggested(account)
    if nudge is not None:
        postpone(account.user.pk, nudge, account.now)
