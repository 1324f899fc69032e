"""Back-channel logout: notices to apps that a session has ended (OpenID Connect Back-Channel Logout 1.0).

Code that ends a session does not know apps: delivery looks for apps with tokens of a session that is gone,
so that a crash in between loses nothing.
"""

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from typing import Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.identities import new_public_id
from accounts.models import Session
from oidc.issuers import issuer_url
from oidc.models import ClientSession
from oidc.protocol.destinations import reachable
from oidc.protocol.tokens import LOGOUT_TOKEN_TYPE, Occasion, logout_claims
from oidc.signing_keys import signing_key_set

logger = logging.getLogger(__name__)

AT_ONCE: Final = 100
LEASE: Final = timedelta(seconds=30)
TIMEOUT_SECONDS: Final = 5.0
MAX_ADDRESSES: Final = 2
"""Addresses of one host that are tried, each for the timeout."""
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
    """Post the logout token (§2.5) without following redirects: only the registered URL is trusted."""
    on = Occasion(issuer_url(row.issuer), row.client.client_id, now, new_public_id())
    claims = logout_claims(on, row.user.public_id, row.sid)
    body = urlencode({"logout_token": signing_key_set().sign(claims, LOGOUT_TOKEN_TYPE, now)})
    url = urlsplit(row.client.backchannel_logout_uri)
    kind = HTTPSConnection if url.scheme == "https" else HTTPConnection
    connection = kind(url.hostname or "", url.port, timeout=TIMEOUT_SECONDS)
    connection._create_connection = _connect  # type: ignore[attr-defined] # noqa: SLF001 - TLS and Host keep the name
    target = (url.path or "/") + (f"?{url.query}" if url.query else "")
    try:
        with _deadline(connection):
            connection.request("POST", target, body, {"Content-Type": "application/x-www-form-urlencoded"})
            status = connection.getresponse().status
    except (OSError, HTTPException) as failure:
        logger.warning("app was not told of a logout", extra={"error": type(failure).__name__})
        return False
    finally:
        connection.close()
    return status < 300


def _connect(host_and_port: tuple[str, int], timeout: float, _source: object = None) -> socket.socket:
    """Connect to a checked address of the host; a second look-up could return another one.

    Raises ConnectionRefusedError when none may be posted to.
    """
    host, port = host_and_port
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = dict.fromkeys(str(address[0]) for *_, address in found)
    for address in reachable(addresses, settings.BACKCHANNEL_NETWORKS)[:MAX_ADDRESSES]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout)
    raise ConnectionRefusedError(f"{host} has no address that answers and may be posted to")


@contextmanager
def _deadline(connection: HTTPConnection) -> Iterator[None]:
    """Limit the whole response time; a socket's timeout starts again with each byte."""
    timer = Timer(TIMEOUT_SECONDS, _close, (connection,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _close(connection: HTTPConnection) -> None:
    with suppress(OSError):
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
