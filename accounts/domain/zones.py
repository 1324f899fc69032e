"""Time zones by name, and a moment written in one of them."""

from datetime import datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

MAX_NAME: Final = 64


@cache
def _names() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_named(name: object) -> ZoneInfo | None:
    """Return the zone of this name in the IANA database, aliases included, or None for anything else."""
    if not isinstance(name, str) or len(name) > MAX_NAME or name not in _names():
        return None
    return ZoneInfo(name)


def abbreviation(moment: datetime) -> str:
    """Return the zone of a moment as users write it: ``CET``, or ``UTC+05:45`` where it has no letters."""
    name = moment.tzname() or ""
    if name.isalpha():
        return name
    minutes = (moment.utcoffset() or timedelta()) // timedelta(minutes=1)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours:02}:{rest:02}"
