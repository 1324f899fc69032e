"""The alarm for password spraying: few passwords over many accounts, from many networks.

No limit of one account or one network sees it, so wrong passwords of untrusted browsers are counted together.
"""

import logging
from datetime import datetime
from typing import Final

from accounts.domain.events import SYSTEM
from accounts.events import FAILURE, Entry, record
from accounts.services import throttle
from accounts.services.throttle import Kind

ATTACK: Final = "security.attack.start"
_EVERYWHERE: Final = "everywhere"

logger = logging.getLogger(__name__)


def count_wrong_password(now: datetime) -> None:
    """Count a wrong password of an untrusted browser; raise the alarm once the limit is reached.

    The alarm is an event and a line of the log at the level ERROR. It is raised again when it has ended and
    the wrong passwords have not.
    """
    if throttle.allow(Kind.WRONG_PASSWORD, "", _EVERYWHERE):
        return
    if throttle.allow(Kind.SPRAYING_ALARM, "", _EVERYWHERE):
        record([Entry(ATTACK, outcome=FAILURE, reason="password_spraying", actor=SYSTEM)], now=now)
        limit = throttle.LIMITS[Kind.WRONG_PASSWORD]
        logger.error("password spraying: wrong passwords from many networks", extra={"limit": limit})


def seconds_to_wait(ip_address: str) -> int:
    """Count a password of an untrusted browser while the alarm lasts; return how long it waits, 0 if not."""
    alarm = not throttle.has_room(Kind.SPRAYING_ALARM, "", _EVERYWHERE)
    if not alarm or throttle.allow(Kind.PASSWORD_IN_ALARM, ip_address):
        return 0
    return throttle.seconds_left(Kind.PASSWORD_IN_ALARM, ip_address)
