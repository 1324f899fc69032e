"""Back-channel logout: notices to apps that a session has ended (OpenID Connect Back-Channel Logout 1.0).

Code that ends a session does not know apps: delivery looks for apps with tokens of a session that is gone,
so that a crash in between loses nothing.
"""

import logging
import time
from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.identities import new_public_id
from accounts.models import Session
from oidc.issuers import issuer_url
from oidc.models import ClientSession
from oidc.protocol.tokens import LOGOUT_TOKEN_TYPE, Occasion, logout_claims
from oidc.signing_keys import signing_key_set
from outbound.client import post_form
from outbound.errors import OutboundError

logger = logging.getLogger(__name__)

AT_ONCE: Final = 100
LEASE: Final = timedelta(seconds=30)
MAX_RUN_SECONDS: Final = 20.0
"""How long one run delivers logouts: a lease and a logout token last longer."""
TRIES: Final = (5, 30, 120, 600, 3600, 4 * 3600)
"""Seconds to wait after each failed try; after the last one the notice is dropped."""


def ended(now: datetime) -> QuerySet[ClientSession]:
    """Return the apps with tokens of an ended session whose next notice is due."""
    alive = Session.objects.filter(
        sid=OuterRef("sid"), epoch=OuterRef("user__security_epoch"), expires_at__gt=now
    )
    due = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return ClientSession.objects.filter(~Exists(alive), due).select_related("client", "user")


def send_due(now: datetime) -> int:
    """Send the notices that are due, fewest failures first; return the number delivered."""
    ClientSession.objects.filter(pk__in=ended(now).filter(client__backchannel_logout_uri="")).delete()
    sent, until = 0, time.monotonic() + MAX_RUN_SECONDS
    for row in ended(now).order_by("tries", "pk")[:AT_ONCE]:
        if time.monotonic() >= until:
            break
        sent += _send_one(row, now)
    return sent


def _send_one(row: ClientSession, now: datetime) -> bool:
    if not _claim(row, now):
        return False
    sent = _post(row, now)
    wait = None if sent else wait_after(row.tries + 1)
    if wait is None:
        ClientSession.objects.filter(pk=row.pk).delete()
    else:
        ClientSession.objects.filter(pk=row.pk).update(next_try_at=now + wait)
    return sent


def _claim(row: ClientSession, now: datetime) -> bool:
    """Lease the row, so that one of several workers notifies the app."""
    mine = ClientSession.objects.filter(pk=row.pk, next_try_at=row.next_try_at)
    return bool(mine.update(next_try_at=now + LEASE, tries=F("tries") + 1))


def wait_after(tries: int) -> timedelta | None:
    """Return the pause after so many failed tries, or None after the last one."""
    return timedelta(seconds=TRIES[tries - 1]) if tries <= len(TRIES) else None


def _post(row: ClientSession, now: datetime) -> bool:
    """Post the logout token (§2.5); return whether the app has accepted it."""
    on = Occasion(issuer_url(row.issuer), row.client.client_id, now, new_public_id())
    claims = logout_claims(on, row.user.public_id, row.sid)
    token = signing_key_set().sign(claims, LOGOUT_TOKEN_TYPE, now)
    try:
        return post_form(row.client.backchannel_logout_uri, {"logout_token": token}).is_success
    except OutboundError as failure:
        logger.warning("app was not told of a logout", extra={"error": str(failure)})
        return False
