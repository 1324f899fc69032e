"""The one thing that the start page suggests, as often and as far apart as the policy says."""

from typing import Final

from accounts.domain.authenticators import Authenticator
from accounts.selectors.postponements import last_postponed
from accounts.services.postponements import postpone
from dashboard.visits import Visit

PASSKEY: Final = "nudge:passkey"


def suggests_passkey(visit: Visit) -> bool:
    """Whether a passkey is suggested; what was put off is read only when it would be."""
    wanted = visit.setup.nudge and not visit.held(Authenticator.PASSKEY)
    return wanted and Authenticator.PASSKEY in visit.addable() and not _is_put_off(visit)


def _is_put_off(visit: Visit) -> bool:
    if not visit.person.has_put_off:
        return False
    setup, last = visit.setup, last_postponed(visit.person.pk, PASSKEY)
    if last is None:
        return False
    too_often = bool(setup.nudge_skips) and last.times >= setup.nudge_skips
    return too_often or visit.now - last.last_at < setup.nudge_pause


def put_off(visit: Visit) -> None:
    """Suggest it again after the pause, unless it was put off before as often as the policy lets people."""
    if suggests_passkey(visit):
        postpone(visit.person.pk, PASSKEY, visit.now)
