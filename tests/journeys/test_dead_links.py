"""A dead link says why, and what to do."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.utils import timezone

from accounts.lifecycle import housekeeping
from tests.actors import a_user
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import newest
from tests.journeys.stories import ADA, PASSWORD, fill_in, press, recovering


@pytest.fixture
def waiting(here: HostedDriver) -> HostedDriver:
    fill_in(here)
    return here


def follow(browser: HostedDriver, link: str) -> tuple[list[str], int]:
    browser.open(link)
    assert browser.step == "ended"
    assert browser.page.all("h1")[0].text
    return browser.message_keys, browser.status


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_expired(waiting: HostedDriver, elsewhere: HostedDriver, clock: time_machine.Traveller, where: str):
    fill_in(waiting, "later@example.com")
    link = newest("later@example.com").link
    clock.shift(timedelta(minutes=10))
    assert follow(waiting if where == "here" else elsewhere, link) == (["idx.return.link.expired"], 400)


def test_used_shows_no_code_elsewhere(waiting: HostedDriver, elsewhere: HostedDriver):
    link = newest(ADA).link
    waiting.open(link)
    press(waiting)
    keys, status = follow(elsewhere, link)
    assert keys in (["ssr.link.used"], ["errors.E0000110"])
    assert status == 400
    assert elsewhere.page.classed("code") == []


def test_replaced_by_a_newer_mail(here: HostedDriver, elsewhere: HostedDriver, clock: time_machine.Traveller):
    fill_in(here)
    link = newest(ADA).link
    clock.shift(timedelta(seconds=31))
    here.resend()
    assert follow(here, link) == (["idx.return.stale"], 400)
    assert follow(elsewhere, link) == (["idx.return.stale"], 400)


@pytest.mark.parametrize(
    "token", ["x", "a.b", "ä", "....", "x" * 300, "0000000000000000000000.1.AAAA", "-", "1e9"]
)
def test_mangled(here: HostedDriver, token: str):
    keys, status = follow(here, f"/flow/link/{token}")
    assert keys[0] in ("ssr.link.mangled", "idx.return.link.expired", "idx.return.error")
    assert status == 400


def test_cut_by_a_mail_program(waiting: HostedDriver):
    link = newest(ADA).link
    for length in (1, 2, 10, 30):
        keys, status = follow(waiting, link[:-length])
        assert keys[0] in ("ssr.link.mangled", "idx.return.link.expired")
        assert status == 400


def test_forged(waiting: HostedDriver):
    link = newest(ADA).link
    last = "A" if link[-2] != "A" else "B"
    forged = link[:-2] + last + link[-1]
    unknown = link.replace(link.rpartition("/")[2][:5], "AAAAA")
    assert follow(waiting, forged) == follow(waiting, unknown)
    assert follow(waiting, forged)[0] == ["idx.return.link.expired"]


def test_forged_link_of_an_earlier_mail_tells_no_more(here: HostedDriver, clock: time_machine.Traveller):
    fill_in(here)
    link = newest(ADA).link
    clock.shift(timedelta(seconds=31))
    here.resend()
    last = "A" if link[-2] != "A" else "B"
    assert follow(here, link[:-2] + last + link[-1])[0] == ["idx.return.link.expired"]


def test_link_page_keeps_its_token_out_of_referrers_and_has_a_bare_address(waiting: HostedDriver):
    link = newest(ADA).link
    answer = waiting.client.get(link)
    assert answer["Referrer-Policy"] == "strict-origin"
    assert f'action="{urlsplit(link).path}" data-bare="/flow/link"' in answer.content.decode()
    for bare in ("/flow/link", "/activate", "/admin-access"):
        keys, status = follow(waiting, bare)
        assert (len(keys), status in (400, 403)) == (1, True)


def test_tried_too_often_from_one_network(waiting: HostedDriver):
    link = newest(ADA).link
    for _ in range(30):
        waiting.client.get("/flow/link/nothing")
    assert follow(waiting, link) == (["tooManyRequests"], 429)


def test_its_sign_up_was_finished_by_code(waiting: HostedDriver, elsewhere: HostedDriver):
    link = newest(ADA).link
    waiting.submit_code(newest(ADA).code)
    waiting.choose_password(PASSWORD)
    keys, _ = follow(elsewhere, link)
    assert keys in (["ssr.link.used"], ["errors.E0000110"])


def test_its_challenge_is_gone_after_a_day(waiting: HostedDriver):
    link = newest(ADA).link
    with time_machine.travel(timedelta(days=2), tick=False):
        housekeeping.purge(timezone.now())
        assert follow(waiting, link) == (["idx.return.link.expired"], 400)


def test_a_link_of_one_kind_is_not_taken_for_another(here: HostedDriver):
    a_user("bo@example.org", PASSWORD)
    recovering(here, "bo@example.org")
    token = urlsplit(newest("bo@example.org").link).path.rpartition("/")[2]
    assert follow(here, f"/activate/{token}")[0] == ["idx.missing.activation.token"]


def test_every_dead_end_has_a_next_link(waiting: HostedDriver, clock: time_machine.Traveller):
    waiting.open("/flow/link/nothing")
    hrefs = [anchor.get("href") for anchor in waiting.page.all("a")]
    assert "/signin" in hrefs
