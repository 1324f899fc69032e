"""Condition on hours and days of the week in one time zone."""

from dataclasses import dataclass
from datetime import time
from typing import ClassVar, Final
from zoneinfo import ZoneInfo

from accounts.domain.columns import Column, ColumnKind
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.violations import Violation
from accounts.domain.zones import zone_named
from policies.domain.declaration import Declaration, Values, labels
from policies.domain.facts import Facts
from policies.domain.rules import Condition
from policies.domain.words import Sentence

DAYS: Final = (
    ("mon", _("Monday")),
    ("tue", _("Tuesday")),
    ("wed", _("Wednesday")),
    ("thu", _("Thursday")),
    ("fri", _("Friday")),
    ("sat", _("Saturday")),
    ("sun", _("Sunday")),
)


@dataclass(frozen=True, slots=True)
class TimeOfDay(Condition):
    """Matches times between two, the first included; hours after midnight belong to the day before.

    ``days`` empty: every day. Times compare as the clock shows them, so an hour that comes twice in autumn is
    inside twice, and one that is left out in spring is never.
    """

    name: ClassVar[str] = "time_of_day"

    days: frozenset[str]
    start: time | None
    end: time | None
    zone: ZoneInfo

    def holds(self, facts: Facts) -> bool:
        local = facts.at.astimezone(self.zone)
        clock, weekday = local.time(), local.weekday()
        if self.start is not None and self.end is not None:
            if self.start < self.end:
                if not self.start <= clock < self.end:
                    return False
            elif clock < self.end:
                weekday -= 1  # Monday's is Sunday, and DAYS[-1] is it
            elif clock < self.start:
                return False
        return not self.days or DAYS[weekday][0] in self.days

    def describe(self) -> Sentence:
        days = labels(DAYS, self.days)
        if self.start is None or self.end is None:
            return Sentence(_("Only on {0} ({1})."), (days, self.zone.key))
        hours = (f"{self.start:%H:%M}", f"{self.end:%H:%M}", self.zone.key)
        if not days:
            return Sentence(_("Only between {0} and {1} ({2})."), hours)
        return Sentence(_("Only between {0} and {1} ({2}) on {3}."), (*hours, days))


def read(values: Values) -> Condition | None:
    """Return the condition, or None for any time."""
    days, start, end = frozenset(values["weekdays"]), values["from_time"], values["until_time"]
    if not days and start is None:
        return None
    return TimeOfDay(days, start, end, ZoneInfo(values["time_zone"]))


def check(values: Values) -> tuple[Violation, ...]:
    """Yield violations: one time without the other, an empty interval, an unknown time zone."""
    violations = []
    start, end = values["from_time"], values["until_time"]
    if (start is None) != (end is None):
        missing = "from_time" if start is None else "until_time"
        violations.append(Violation(missing, "ssr.policy.both_times"))
    elif start is not None and start == end:
        violations.append(Violation("until_time", "ssr.policy.whole_day"))
    if zone_named(values["time_zone"]) is None:
        violations.append(Violation("time_zone", "ssr.policy.time_zone", (values["time_zone"],)))
    return tuple(violations)


DECLARATION = Declaration(
    name=TimeOfDay.name,
    order=60,
    # Translators: rule of a policy, beginning of a condition
    lead=_("Time is"),
    # Translators: rule of a policy, a condition that is left empty
    unset=_("any"),
    columns=(
        Column(
            "weekdays",
            ColumnKind.SEVERAL,
            _("days of the week"),
            _("Leave empty for every day."),
            choices=DAYS,
        ),
        Column("from_time", ColumnKind.TIME, _("from"), _("Can be later than the end, to include midnight.")),
        Column("until_time", ColumnKind.TIME, _("until")),
        Column("time_zone", ColumnKind.TEXT, _("time zone"), _("Such as Europe/Berlin."), default="UTC"),
    ),
    read=read,
    check=check,
)
