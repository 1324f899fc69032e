"""A link opened in another browser shows the code and who asked, and proves nothing."""

from urllib.parse import urlsplit

import pytest

from accounts.models import Challenge
from tests.actors import sign_up_policy
from tests.journeys.drivers import HostedDriver, IdxDriver
from tests.journeys.mailbox import newest
from tests.journeys.rows import everything
from tests.journeys.stories import ADA, PASSWORD, awaiting_code, fill_in, has_no_holder, press, recovering


@pytest.fixture
def waiting(here: HostedDriver) -> HostedDriver:
    """The browser in which the sign-up waits for the proof."""
    fill_in(here)
    assert here.step == "enroll-email"
    return here


def post_anyway(browser: HostedDriver, link: str) -> None:
    """Post to the link's address with a good token of this very browser."""
    browser.open("/signin")
    token = browser.page.all("input", name="csrfmiddlewaretoken")[0].get("value")
    body = {"csrfmiddlewaretoken": token, "form": "link", "version": "1"}
    browser._show(browser.client.post(urlsplit(link).path, body, follow=True))


def test_page_shows_the_code_and_the_requesting_browser(waiting: HostedDriver, elsewhere: HostedDriver):
    mail = newest(ADA)
    elsewhere.open(mail.link)
    assert elsewhere.status == 200
    assert f"{mail.code[:3]} {mail.code[3:]}" in elsewhere.page.text
    assert "Firefox on Linux" in elsewhere.page.text
    assert "UTC" in elsewhere.page.text


def test_it_shows_the_address_masked_only(waiting: HostedDriver, elsewhere: HostedDriver):
    elsewhere.open(newest(ADA).link)
    assert ADA not in elsewhere.page.text
    assert "@example.com" in elsewhere.page.text


def test_it_offers_no_form_that_could_prove_anything(waiting: HostedDriver, elsewhere: HostedDriver):
    elsewhere.open(newest(ADA).link)
    assert elsewhere.page.all("form") == []
    assert elsewhere.page.all("button") == []


def test_opening_it_changes_nothing(waiting: HostedDriver, elsewhere: HostedDriver):
    link, before = newest(ADA).link, everything()
    for _ in range(3):
        elsewhere.open(link)
        elsewhere.client.head(urlsplit(link).path)
    assert everything() == before


def test_posting_there_proves_nothing_either(waiting: HostedDriver, elsewhere: HostedDriver):
    link = newest(ADA).link
    post_anyway(elsewhere, link)
    assert elsewhere.message_keys == ["idx.return.error"]
    assert Challenge.objects.get().used_at is None
    waiting.poll()
    assert waiting.step == "enroll-email"


def test_the_code_it_shows_works_where_the_sign_up_began(waiting: HostedDriver, elsewhere: HostedDriver):
    elsewhere.open(newest(ADA).link)
    (shown,) = elsewhere.page.classed("code")
    waiting.submit_code(shown.text)
    waiting.choose_password(PASSWORD)
    assert waiting.signed_in_as == ADA
    assert elsewhere.signed_in_as is None


def test_a_scanner_that_presses_every_button_verifies_nothing(waiting: HostedDriver, elsewhere: HostedDriver):
    link = newest(ADA).link
    elsewhere.open(link)
    for form in elsewhere.page.all("form"):
        elsewhere.client.post(form.get("action") or elsewhere.url, form.sends())
    for anchor in elsewhere.page.all("a"):
        if anchor.get("href").startswith("/"):
            elsewhere.client.get(anchor.get("href"))
    assert Challenge.objects.get().used_at is None
    assert has_no_holder(ADA)


def test_starting_again_there_is_a_page_of_its_own(waiting: HostedDriver, elsewhere: HostedDriver):
    elsewhere.open(newest(ADA).link)
    assert "/signup" in [anchor.get("href") for anchor in elsewhere.page.all("a")]
    recovering_link = [anchor.get("href") for anchor in elsewhere.page.all("a")]
    assert not any("/flow/" in href for href in recovering_link)


def test_where_sign_up_has_closed_the_code_is_not_shown(waiting: HostedDriver, elsewhere: HostedDriver):
    link = newest(ADA).link
    sign_up_policy(sign_up_allowed=False)
    elsewhere.open(link)
    assert elsewhere.page.classed("code") == []
    assert not [a for a in elsewhere.page.all("a") if "/signup" in a.get("href")]


def test_link_of_the_idx_api_shows_its_code_in_any_browser(here: HostedDriver, elsewhere: HostedDriver):
    app = awaiting_code("idx")
    mail = newest(ADA)
    if mail.link:
        for browser in (here, elsewhere):
            browser.open(mail.link)
            assert browser.page.all("form") == []
            post_anyway(browser, mail.link)
            assert browser.message_keys == ["idx.return.error"]
    app.poll()
    assert app.step == "enroll-email"
    assert Challenge.objects.get().used_at is None


def test_even_the_browser_that_drew_the_app_cannot_press_it(here: HostedDriver):
    app = awaiting_code("idx")
    assert isinstance(app, IdxDriver)
    here.client = app.client
    if newest(ADA).link:
        here.open(newest(ADA).link)
        assert here.page.all("form") == []


def test_signing_in_elsewhere_does_not_make_the_link_work(waiting: HostedDriver, elsewhere: HostedDriver):
    link = newest(ADA).link
    fill_in(elsewhere, "bo@example.org")
    elsewhere.submit_code(newest("bo@example.org").code)
    elsewhere.choose_password(PASSWORD)
    elsewhere.open(link)
    assert elsewhere.page.classed("code")
    post_anyway_signed_in(elsewhere, link)
    assert Challenge.objects.get(address=ADA).used_at is None


def post_anyway_signed_in(browser: HostedDriver, link: str) -> None:
    browser.open("/me/")
    token = browser.page.all("input", name="csrfmiddlewaretoken")[0].get("value")
    browser.client.post(urlsplit(link).path, {"csrfmiddlewaretoken": token, "form": "link"})


def test_a_recovery_link_pressed_here_does_not_move_a_recovery_there(
    here: HostedDriver, elsewhere: HostedDriver
):
    fill_in(here)
    here.submit_code(newest(ADA).code)
    here.choose_password(PASSWORD)
    recovering(elsewhere)
    here.open(newest(ADA).link)
    assert here.page.all("form") == []
    recovering(here)
    here.open(newest(ADA).link)
    press(here)
    assert here.step == "reset-password"
    elsewhere.poll()
    assert elsewhere.step == "challenge-email"
