"""Opening, resending, counting and meeting challenges sent by mail or text message.

Codes and link tokens are derived (``accounts.domain.codes``); what is stored is the budget of attempts. A
guess is counted in a statement of its own before it is compared, and meeting a challenge is one conditional
UPDATE.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from accounts.domain.challenges import ChallengePurpose
from accounts.domain.codes import (
    LinkToken,
    Sending,
    UnknownKey,
    code_matches,
    derive_code,
    derive_link_token,
    link_matches,
)
from accounts.keys import challenge_keys
from accounts.models import Challenge, User
from accounts.prepared import insert

RETENTION = timedelta(hours=23)
"""Less than a day: nothing personal of an unfinished sign-up is left after twenty-four hours."""


@dataclass(frozen=True, slots=True)
class Request:
    """The subject of a new challenge and the user it binds."""

    purpose: str
    address: str
    lifetime: timedelta
    transaction_id: str = ""
    user_id: int | None = None
    decoy: bool = False
    mailed: bool = True


def open_challenge(request: Request, now: datetime) -> Challenge:
    """Insert a challenge; its first code and link exist from now on."""
    return insert(
        Challenge(
            purpose=request.purpose,
            address=request.address,
            key_id=challenge_keys().current_id,
            sent_at=now,
            expires_at=now + request.lifetime,
            transaction_id=request.transaction_id,
            user_id=request.user_id,
            decoy=request.decoy,
            mailed=request.mailed,
        )
    )


def renew(challenge_id: int, serial: int, *, now: datetime, lifetime: timedelta) -> bool:
    """Kill the newest code and link and begin the next, with a fresh budget of attempts.

    Return whether this call did it: two resends at once make one new mail.
    """
    rows = Challenge.objects.filter(id=challenge_id, serial=serial, used_at=None, closed_at=None)
    changes = {"serial": F("serial") + 1, "attempts": 0, "sent_at": now}
    return bool(rows.update(**changes, expires_at=now + lifetime, mailed=True))


def close(challenge_id: int, now: datetime) -> None:
    """End a challenge early."""
    Challenge.objects.filter(id=challenge_id, closed_at=None).update(closed_at=now)


def count_attempt(challenge_id: int, serial: int, now: datetime) -> bool:
    """Count a guess, committed at once. Return false when no guess is left: then nothing may be compared."""
    with transaction.atomic(durable=True):
        rows = Challenge.objects.filter(
            id=challenge_id,
            serial=serial,
            attempts__lt=F("max_attempts"),
            used_at=None,
            closed_at=None,
            expires_at__gt=now,
        )
        return bool(rows.update(attempts=F("attempts") + 1))


def consume(challenge_id: int, serial: int, now: datetime) -> bool:
    """Mark the challenge met. Return whether this call was the one that did it."""
    rows = Challenge.objects.filter(
        id=challenge_id, serial=serial, used_at=None, closed_at=None, decoy=False, expires_at__gt=now
    )
    return bool(rows.update(used_at=now))


def consume_continued(challenge_id: int, serial: int, now: datetime) -> bool:
    """Mark a mailed challenge met whose code another browser gave. Return whether this call did it."""
    rows = Challenge.objects.filter(id=challenge_id, serial=serial, used_at=None, decoy=False)
    return bool(rows.update(used_at=now))


def consume_invitation(public_id: str, now: datetime) -> bool:
    """Mark an invitation met, whichever sending of it was opened. Return whether this call did it."""
    rows = Challenge.objects.filter(
        public_id=public_id, purpose=ChallengePurpose.ACTIVATION, used_at=None, closed_at=None
    )
    return bool(rows.filter(expires_at__gt=now).update(used_at=now))


def code_of(sending: Sending) -> str:
    """Return the code, or nothing when its key is gone."""
    try:
        return derive_code(challenge_keys(), sending)
    except UnknownKey:
        return ""


def code_is_right(sending: Sending, typed: str) -> bool:
    """Whether what was typed is this sending's code; compared in constant time."""
    expected = code_of(sending)
    return bool(expected) and code_matches(expected, typed)


def link_is_right(sending: Sending, token: LinkToken) -> bool:
    """Whether the token was made for this very sending."""
    try:
        return link_matches(challenge_keys(), sending, token)
    except UnknownKey:
        return False


def link_token_of(sending: Sending) -> str:
    """Return the token of this sending's link. Raises UnknownKey."""
    return derive_link_token(challenge_keys(), sending)


def sending_of(challenge: Challenge) -> Sending:
    """Return what the challenge's newest code and link are derived from."""
    return Sending(
        challenge.public_id, challenge.purpose, challenge.address, challenge.key_id, challenge.serial
    )


def has_key(challenge: Challenge) -> bool:
    """Whether the key that the challenge's codes and links are made with is still in the ring."""
    return bool(code_of(sending_of(challenge)))


def purge(now: datetime) -> int:
    """Delete challenges a day after their time ran out, with the address in them."""
    return Challenge.objects.filter(expires_at__lt=now - RETENTION).delete()[0]


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
