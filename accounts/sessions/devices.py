"""Remembered devices: browsers in which a user has signed in, for thirty days after the last time.

They are over with the user's epoch, like sessions: a new password, a suspension and "end everywhere" end
them without a statement of their own.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F, Q

from accounts.events.log import Entry, record
from accounts.identities import hash_secret
from accounts.models import Origin, RememberedDevice, User

RETENTION: Final = timedelta(days=30)
FORGOTTEN: Final = "device.user.remove"
STALE: Final = "device.user.stale"
MAX_ADDRESSES: Final = 5
"""Users of one device whose attempts are counted apart from strangers'."""
_CLIENT_LENGTH: Final = 120

# What a row of an older epoch or of a time that is over knew is forgotten: the device begins again.
_REMEMBER: Final = """
INSERT INTO accounts_remembereddevice AS held
  (user_id, device_hash, epoch, first_seen, last_seen, further_factor_at, client, expires_at)
VALUES (%(user)s, %(device)s, %(epoch)s, %(now)s, %(now)s, %(further)s, %(client)s, %(expires)s)
ON CONFLICT (user_id, device_hash) DO UPDATE SET
  first_seen = CASE WHEN held.epoch = %(epoch)s AND held.expires_at > %(now)s
    THEN held.first_seen ELSE excluded.first_seen END,
  further_factor_at = CASE WHEN held.epoch = %(epoch)s AND held.expires_at > %(now)s
    THEN COALESCE(excluded.further_factor_at, held.further_factor_at)
    ELSE excluded.further_factor_at END,
  epoch = excluded.epoch,
  last_seen = excluded.last_seen,
  client = excluded.client,
  expires_at = excluded.expires_at
"""


@dataclass(frozen=True, slots=True)
class TrustedDevice:
    """What is known of a browser: since when, and when a second factor was last proved in it."""

    id: int
    client: str
    first_seen: datetime
    last_seen: datetime
    further_factor_at: datetime | None


def remember(
    user: User, device_id: str, now: datetime, *, further_factor: bool = False, client: str = ""
) -> None:
    """Remember the browser of a sign-in for another thirty days, in one statement; without an id nothing."""
    if not device_id:
        return
    values = {
        "user": user.pk,
        "device": hash_secret(device_id),
        "epoch": user.security_epoch,
        "now": _stored(now),
        "further": _stored(now) if further_factor else None,
        "client": client[:_CLIENT_LENGTH],
        "expires": _stored(now + RETENTION),
    }
    with connection.cursor() as cursor:
        cursor.execute(_REMEMBER, values)


def new_device_id() -> str:
    """Return a fresh id of a browser: 128 random bits."""
    return secrets.token_hex(16)


def id_for_epoch(user: User, device_id: str, now: datetime, *, may_be_copied: bool) -> str:
    """Return the id under which the device is trusted from this sign-in on.

    It is the presented one if this user trusts it already. An id that was trusted under an earlier epoch
    may have been copied: trust begins again under a fresh one, and its presentation is an event. The same
    holds for an id that may come from elsewhere (``may_be_copied``): one whose trust has ended or expired,
    and one in a cookie that another site could have set.
    """
    if not device_id or recall(user.pk, user.security_epoch, device_id, now) is not None:
        return device_id
    rows = RememberedDevice.objects.filter(user=user, device_hash=hash_secret(device_id))
    if rows.exclude(epoch=user.security_epoch).exists():
        record([Entry(STALE, user_id=user.public_id)], now=now)
        return new_device_id()
    return new_device_id() if may_be_copied else device_id


def keep_for_others(user: User, old_id: str, new_id: str, now: datetime) -> None:
    """Keep the other users of a browser trusted when its cookie gets another id for this one.

    Their rows are copied, so presenting a copied id takes nothing away from it. Copies share the moment of
    the first sign-in, by which they are shown as one and forgotten together.
    """
    on_device = RememberedDevice.objects.filter(
        device_hash=hash_secret(old_id), epoch=F("user__security_epoch"), expires_at__gt=now
    )
    rows = list(on_device.exclude(user=user).order_by("-last_seen")[:MAX_ADDRESSES])
    for row in rows:
        row.pk, row.device_hash = None, hash_secret(new_id)
    RememberedDevice.objects.bulk_create(rows, ignore_conflicts=True)


def _stored(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def recall(user_id: int, epoch: int, device_id: str, now: datetime) -> TrustedDevice | None:
    """Return what is known of this browser of this user, or nothing once it is over."""
    row = RememberedDevice.objects.filter(
        user_id=user_id, device_hash=hash_secret(device_id), epoch=epoch, expires_at__gt=now
    ).first()
    return _trusted_device(row) if row is not None else None


def addresses_from(device_id: str, now: datetime) -> tuple[str, ...]:
    """Return the addresses of owned accounts that have signed in from this device, newest first.

    An account is owned when its address is verified or an administrator added it. It takes one statement
    for every device, so its duration reveals no account.
    """
    rows = RememberedDevice.objects.filter(
        device_hash=hash_secret(device_id), epoch=F("user__security_epoch"), expires_at__gt=now
    )
    owned = Q(user__email_verified=True) | ~Q(user__origin=Origin.SELF_SERVICE)
    logins = rows.filter(owned).order_by("-last_seen").values_list("user__login", flat=True)
    return tuple(login for login in logins[:MAX_ADDRESSES] if login)


def devices_of(user: User, now: datetime) -> tuple[TrustedDevice, ...]:
    """Return the browsers that are remembered, the last used first."""
    rows = RememberedDevice.objects.filter(user=user, epoch=user.security_epoch, expires_at__gt=now)
    browsers = {row.first_seen: row for row in rows.order_by("last_seen", "pk")}
    latest = sorted(browsers.values(), key=lambda row: (row.last_seen, row.pk), reverse=True)
    return tuple(_trusted_device(row) for row in latest)


def _trusted_device(row: RememberedDevice) -> TrustedDevice:
    return TrustedDevice(row.pk, row.client, row.first_seen, row.last_seen, row.further_factor_at)


def forget(user: User, remembered_id: int, now: datetime) -> bool:
    """Forget one browser of this very user; return whether there was one."""
    with transaction.atomic():
        rows = RememberedDevice.objects.filter(user=user)
        first_seen = rows.filter(pk=remembered_id).values("first_seen")
        forgotten = rows.filter(first_seen__in=first_seen).delete()[0]
        if forgotten:
            record([Entry(FORGOTTEN, user_id=user.public_id)], now=now)
    return bool(forgotten)


def purge(now: datetime) -> int:
    """Delete devices whose time is over."""
    return RememberedDevice.objects.filter(expires_at__lt=now).delete()[0]
