from datetime import UTC, datetime

from accounts.domain.zones import abbreviation, zone_named
from tests.tables import each

WINTER, SUMMER = datetime(2026, 1, 15, 12, 0, tzinfo=UTC), datetime(2026, 7, 15, 12, 0, tzinfo=UTC)


@each(
    ("name", "moment", "written"),
    [
        ("Europe/Berlin", WINTER, "13:00 CET"),
        ("Europe/Berlin", SUMMER, "14:00 CEST"),
        ("America/New_York", WINTER, "07:00 EST"),
        ("America/New_York", SUMMER, "08:00 EDT"),
        ("Asia/Kathmandu", WINTER, "17:45 UTC+05:45"),
        ("Asia/Katmandu", WINTER, "17:45 UTC+05:45"),
        ("America/Sao_Paulo", SUMMER, "09:00 UTC−03:00"),
        ("UTC", SUMMER, "12:00 UTC"),
        ("Etc/UTC", SUMMER, "12:00 UTC"),
    ],
)
def test_time_in_a_zone_follows_its_summer_time(name: str, moment: datetime, written: str):
    zone = zone_named(name)
    assert zone is not None
    here = moment.astimezone(zone)
    assert f"{here:%H:%M} {abbreviation(here)}" == written


@each(
    "name",
    [
        None,
        7,
        ["Europe/Berlin"],
        "",
        "Mars/Olympus",
        "europe/berlin",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe/Berlin\0",
        "Europe",
        "<script>",
        "Europe/Berlin; path=/",
        "A" * 5000,
    ],
)
def test_unknown_zone_name_gives_none(name: object):
    assert zone_named(name) is None
