from datetime import datetime, time

from policies.domain.conditions.time_of_day import check, read
from tests.policies.domain.made import facts, values
from tests.tables import each

WORK = {"from_time": time(9), "until_time": time(17), "time_zone": "Europe/Berlin"}
NIGHT = {"from_time": time(22), "until_time": time(6), "time_zone": "Europe/Berlin"}
WEEKEND = {"weekdays": frozenset({"sat", "sun"}), "time_zone": "Europe/Berlin"}
FRIDAY_NIGHT = NIGHT | {"weekdays": frozenset({"fri"})}
EARLY = {"from_time": time(2), "until_time": time(3), "time_zone": "Europe/Berlin"}

TABLE = [
    ("at the start", WORK, "2026-11-20T09:00+01:00", True),
    ("a moment before", WORK, "2026-11-20T08:59:59+01:00", False),
    ("at the end", WORK, "2026-11-20T17:00+01:00", False),
    ("by another clock", WORK, "2026-11-20T08:00+00:00", True),
    ("in summer the same clock, another offset", WORK, "2026-07-20T07:00+00:00", True),
    ("in summer, as winter counts", WORK, "2026-07-20T15:30+00:00", False),
    ("before midnight", NIGHT, "2026-11-20T23:00+01:00", True),
    ("after midnight", NIGHT, "2026-11-21T05:59+01:00", True),
    ("by day", NIGHT, "2026-11-20T12:00+01:00", False),
    ("the day begins there, not here", WEEKEND, "2026-11-20T23:30+00:00", True),
    ("Friday is no weekend", WEEKEND, "2026-11-20T12:00+00:00", False),
    ("Friday night goes on on Saturday", FRIDAY_NIGHT, "2026-11-21T02:00+01:00", True),
    ("Friday before six is Thursday night", FRIDAY_NIGHT, "2026-11-20T02:00+01:00", False),
    ("Saturday night is another one", FRIDAY_NIGHT, "2026-11-21T23:00+01:00", False),
    ("the hour that comes twice, first", EARLY, "2026-10-25T02:30+02:00", True),
    ("the hour that comes twice, again", EARLY, "2026-10-25T02:30+01:00", True),
    ("the hour that is left out", EARLY, "2026-03-29T01:00+00:00", False),
]


@each(("asked", "at", "holds"), [line[1:] for line in TABLE], ids=[line[0] for line in TABLE])
def test_time_of_day(asked, at, holds):
    assert read(values(**asked)).holds(facts(at=datetime.fromisoformat(at))) is holds


def test_any_time_asks_nothing():
    assert read(values()) is None


@each(
    ("asked", "said"),
    [
        (NIGHT, "Only between 22:00 and 06:00 (Europe/Berlin)."),
        (FRIDAY_NIGHT, "Only between 22:00 and 06:00 (Europe/Berlin) on Friday."),
        (WEEKEND, "Only on Saturday, Sunday (Europe/Berlin)."),
    ],
)
def test_it_says_when(asked, said):
    assert read(values(**asked)).describe().english == said


@each(
    ("asked", "fields"),
    [
        (NIGHT, []),
        ({"from_time": time(9)}, ["until_time"]),
        ({"until_time": time(9)}, ["from_time"]),
        ({"from_time": time(9), "until_time": time(9)}, ["until_time"]),
        ({"time_zone": "Mars/Olympus"}, ["time_zone"]),
        ({"time_zone": "../../etc/passwd"}, ["time_zone"]),
        ({"time_zone": "Europe"}, ["time_zone"]),
        ({"time_zone": ""}, ["time_zone"]),
    ],
)
def test_invalid_time_is_refused(asked, fields):
    assert [violation.field for violation in check(values(**asked))] == fields
