"""Times as the reader's clock shows them: the zone of the request or the mail, else UTC (ADR 0041)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, tzinfo
from functools import cache

from django.utils.dateformat import format as format_date

from accounts.domain.zones import abbreviation


def _utc() -> tzinfo:
    return UTC


_FIND: ContextVar[Callable[[], tzinfo]] = ContextVar("zone_of_the_reader", default=_utc)


@contextmanager
def shown_in(find: Callable[[], tzinfo]) -> Iterator[None]:
    """Show times in the zone that ``find`` returns. It's asked by the first time that is shown, and once."""
    token = _FIND.set(cache(find))
    try:
        yield
    finally:
        _FIND.reset(token)


def local(moment: datetime) -> datetime:
    """Return the moment in the reader's zone."""
    return moment.astimezone(_FIND.get()())


def day(moment: datetime) -> str:
    """Write the day: ``22 November 2026``."""
    return format_date(local(moment), "j F Y")


def time_of_day(moment: datetime) -> str:
    """Write the time with its zone: ``14:51 CET``."""
    here = local(moment)
    return f"{format_date(here, 'H:i')} {abbreviation(here)}"


def day_and_time(moment: datetime) -> str:
    """Write day and time with their zone: ``22 November 2026, 14:51 CET``."""
    return f"{day(moment)}, {time_of_day(moment)}"
