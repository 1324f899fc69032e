"""Finding challenges by the token of a mail link or by the invited user."""

from datetime import datetime, timedelta
from typing import Final

from accounts.domain.challenges import ChallengePurpose
from accounts.models import Challenge, User

SIGN_UP_CODE_LIFETIME: Final = timedelta(hours=23)
"""How long the newest code of a sign-up can be entered in a new browser while no more mail is sent."""


def challenge_by_id(public_id: str) -> Challenge | None:
    """Return the challenge with its user, or nothing when it was purged or never existed."""
    return Challenge.objects.select_related("user").filter(public_id=public_id).first()


def newest_invitation(user: User) -> Challenge | None:
    """Return the activation that was mailed last, alive or not."""
    return _newest(user, ChallengePurpose.ACTIVATION)


def newest_welcome(user: User) -> Challenge | None:
    """Return the challenge that was last to ask a signed-in user to confirm their address, alive or not."""
    return _newest(user, ChallengePurpose.WELCOME)


def newest_cancel_challenge(user: User) -> Challenge | None:
    """Return the newest challenge that cancels a requested deletion, usable or not."""
    return _newest(user, ChallengePurpose.LEAVE_UNDO)


def newest_mailed(address: str, purpose: str, now: datetime) -> Challenge | None:
    """Return the challenge whose mail was the last to this address and can be continued in a new browser.

    Nothing is protected by a sign-up yet, and its code may be older (NIST SP 800-63A: 24 hours by email).
    It stays good also when the browser that asked for it cancels, guesses or goes away: strangers ask, too.
    """
    rows = Challenge.objects.filter(address=address, purpose=purpose, mailed=True, used_at=None)
    if purpose == ChallengePurpose.SIGN_UP:
        rows = rows.filter(sent_at__gt=now - SIGN_UP_CODE_LIFETIME)
    else:
        rows = rows.filter(closed_at=None, expires_at__gt=now)
    return rows.order_by("-sent_at", "-pk").first()


def _newest(user: User, purpose: ChallengePurpose) -> Challenge | None:
    return Challenge.objects.filter(user=user, purpose=purpose).order_by("-pk").first()
