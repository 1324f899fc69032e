"""Pages and mails show times in the zone of the profile, else of the browser, else in UTC written as such."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.conf import settings

from accounts.models import User
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import newest
from tests.journeys.stories import ADA, awaiting_code, recovering, sign_out, signed_up, user

WINTER, SUMMER = datetime(2026, 1, 15, 12, 0, tzinfo=UTC), datetime(2026, 7, 15, 12, 0, tzinfo=UTC)
ZONES = [
    ("Europe/Berlin", WINTER, "15 January 2026, 13:00 CET"),
    ("Europe/Berlin", SUMMER, "15 July 2026, 14:00 CEST"),
    ("America/New_York", SUMMER, "15 July 2026, 08:00 EDT"),
    ("Pacific/Auckland", SUMMER, "16 July 2026, 00:00 NZST"),
    ("Asia/Kathmandu", WINTER, "15 January 2026, 17:45 UTC+05:45"),
]
HOSTILE = ["Mars/Olympus", "../../etc/passwd", "<b>x</b>", "%00", "A" * 4000, ""]


def with_zone(driver: HostedDriver, zone: str) -> HostedDriver:
    driver.client.cookies[settings.ZONE_COOKIE_NAME] = zone
    return driver


def choose_zone(zone: str) -> None:
    row = user()
    User.objects.filter(pk=row.pk).update(profile={**row.profile, "timezone": zone})


def browser_at(moment: datetime) -> HostedDriver:
    driver = signed_up("hosted")
    assert isinstance(driver, HostedDriver)
    return driver


@pytest.mark.parametrize(("zone", "moment", "written"), ZONES)
def test_browsers_zone_is_used_where_the_profile_has_none(zone: str, moment: datetime, written: str):
    with time_machine.travel(moment, tick=False):
        driver = with_zone(browser_at(moment), zone)
        for page in ("/me/sessions", "/me/activity"):
            driver.open(page)
            assert written in driver.page.text, page


@pytest.mark.parametrize(("zone", "moment", "written"), ZONES)
def test_profiles_zone_is_used_before_the_browsers(zone: str, moment: datetime, written: str):
    with time_machine.travel(moment, tick=False):
        driver = with_zone(browser_at(moment), "Asia/Tokyo")
        choose_zone(zone)
        driver.open("/me/sessions")
        assert written in driver.page.text
        assert "JST" not in driver.page.text


@pytest.mark.parametrize("zone", HOSTILE)
def test_hostile_cookie_is_read_as_utc(zone: str):
    with time_machine.travel(SUMMER, tick=False):
        driver = with_zone(browser_at(SUMMER), zone)
        driver.open("/me/sessions")
        assert driver.status == 200
        assert "15 July 2026, 12:00 UTC" in driver.page.text


def test_end_page_and_link_page_use_the_browsers_zone():
    with time_machine.travel(SUMMER, tick=False):
        awaiting_code("hosted")
        other = with_zone(HostedDriver(), "Europe/Berlin")
        other.open(newest(ADA).link)
        assert "15 July 2026, 14:00 CEST" in other.page.text
        other.open("/flow/0000000000000000000000")
        assert "UTC" not in other.page.text


def test_zone_of_one_request_does_not_reach_the_next():
    with time_machine.travel(SUMMER, tick=False):
        driver = browser_at(SUMMER)
        with_zone(driver, "Europe/Berlin").open("/me/sessions")
        del driver.client.cookies[settings.ZONE_COOKIE_NAME]
        driver.open("/me/sessions")
        assert "12:00 UTC" in driver.page.text


@pytest.mark.parametrize(
    ("zone", "until"), [("America/New_York", "EDT"), ("", "UTC"), ("Mars/Olympus", "UTC")]
)
def test_mail_uses_the_zone_of_the_profile(zone: str, until: str):
    with time_machine.travel(SUMMER, tick=False):
        driver = with_zone(browser_at(SUMMER), "Europe/Berlin")
        choose_zone(zone)
        sign_out(driver)
        recovering(driver)
        found = re.findall(r"\d\d:\d\d ([A-Z]+)", newest(ADA).text)
        assert set(found) == {until}
