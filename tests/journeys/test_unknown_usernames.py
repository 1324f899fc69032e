"""Unknown usernames: reported where sign-up is open, met with a decoy where it is closed."""

from typing import Any

import pytest

from accounts.models import User
from flows.domain.transaction import Intent
from tests.actors import a_user, sign_up_policy
from tests.journeys.drivers import ENDED, HostedDriver, IdxDriver, make
from tests.journeys.mailbox import letters
from tests.journeys.stories import ADA, BO, PASSWORD, fill_in, sign_in

NOBODY = "nobody@example.com"


@pytest.fixture
def closed() -> None:
    sign_up_policy(sign_up_allowed=False)


def hrefs(browser: HostedDriver) -> list[str]:
    return [link.get("href") for link in browser.page.all("a")]


def test_with_sign_up_it_is_a_note_and_the_page_stays(front_end: str):
    driver = make(front_end)
    driver.begin()
    driver.identify(NOBODY)
    assert driver.step == "identify"
    assert driver.message_keys == ["idx.unknown.user"]
    assert driver.errors == []
    assert "select-enroll-profile" in driver.forms or any("/signup" in href for href in hrefs(driver))


def test_the_note_is_of_class_info():
    driver = IdxDriver()
    driver.begin()
    driver.identify(NOBODY)
    (message,) = driver.document["messages"]["value"]
    assert message["class"] == "INFO"


def test_input_is_kept(here: HostedDriver):
    here.begin()
    here.identify("  Nobody@Example.com")
    assert here.page.all("input", name="identifier")[0].get("value").strip() == "Nobody@Example.com"


def test_the_known_one_can_be_typed_next(front_end: str):
    a_user(ADA, PASSWORD)
    driver = make(front_end)
    driver.begin()
    driver.identify(NOBODY)
    driver.identify(ADA)
    driver.password(PASSWORD)
    assert driver.signed_in_as == ADA


def test_recovery_says_the_same(front_end: str):
    driver = make(front_end)
    driver.begin(Intent.RECOVER)
    driver.identify(NOBODY)
    assert driver.step == "identify-recovery"
    assert driver.message_keys == ["idx.unknown.user"]
    assert letters() == []


@pytest.mark.usefixtures("closed")
def test_without_sign_up_there_is_a_password_prompt_that_cannot_succeed(front_end: str):
    driver = make(front_end)
    driver.begin()
    driver.identify(NOBODY)
    assert driver.step == "challenge-password"
    assert driver.message_keys == []
    for _ in range(2):
        driver.password(PASSWORD)
        assert driver.errors == [("", "errors.E0000004")]


@pytest.mark.usefixtures("closed")
def test_message_equals_that_of_a_wrong_password(front_end: str):
    a_user(ADA, PASSWORD)
    seen: list[Any] = []
    for address in (ADA, NOBODY):
        driver = make(front_end)
        sign_in(driver, address, "not the password, I fear")
        seen.append((driver.step, driver.status, driver.errors, driver.forms, driver.message_keys))
    assert seen[0] == seen[1]


@pytest.mark.usefixtures("closed")
def test_recovery_of_an_unknown_user_shows_the_same_page_without_mail(front_end: str):
    a_user(ADA, PASSWORD)
    seen: list[Any] = []
    for address in (ADA, NOBODY):
        driver = make(front_end)
        driver.begin(Intent.RECOVER)
        driver.identify(address)
        driver.submit_code("000000")
        seen.append((driver.step, driver.status, driver.errors, driver.forms))
    assert seen[0] == seen[1]
    assert letters(NOBODY) == []


@pytest.mark.usefixtures("closed")
def test_no_page_links_to_sign_up(here: HostedDriver):
    a_user(ADA, PASSWORD)
    for path in ("/signin", "/recover", "/signup", "/signed-out", "/flow/nothing", "/flow/link/mangled"):
        here.open(path)
        assert not [href for href in hrefs(here) if "/signup" in href], path
        assert "select-enroll-profile" not in here.forms
    for address in (ADA, NOBODY):
        sign_in(here, address, "not the password, I fear")
        assert not [href for href in hrefs(here) if "/signup" in href]
        here.recover()
        assert not [href for href in hrefs(here) if "/signup" in href]


@pytest.mark.usefixtures("closed")
def test_asking_for_the_sign_up_page_is_refused(here: HostedDriver):
    here.open("/signup")
    assert (here.status, here.step) == (403, ENDED)
    assert here.message_keys == ["oie.registration.is.not.enabled"]


@pytest.mark.usefixtures("closed")
def test_sign_up_form_posted_despite_denial_creates_no_user(here: HostedDriver):
    sign_up_policy(sign_up_allowed=True)
    here.begin(Intent.SIGN_UP)
    sign_up_policy(sign_up_allowed=False)
    here.submit_profile({"email": BO, "firstName": "Bo", "lastName": "Lindqvist"})
    assert here.status == 403
    assert letters() == []
    assert not User.objects.exists()


@pytest.mark.usefixtures("closed")
def test_idx_api_refuses_sign_up_too():
    driver = IdxDriver()
    driver.begin(Intent.SIGN_UP)
    assert (driver.status, driver.step) == (403, ENDED)
    driver.begin()
    handle = driver.document["stateHandle"]
    for path in ("/idp/idx/enroll", "/idp/idx/enroll/new"):
        driver._post(path, {"stateHandle": handle, "userProfile": {"email": BO}})
        assert driver.status == 400
    assert letters() == []


def test_a_form_open_while_sign_up_closes_ends_with_the_reason(front_end: str):
    driver = make(front_end)
    driver.begin()
    sign_up_policy(sign_up_allowed=False)
    driver.sign_up_instead()
    assert "select-enroll-profile" not in driver.forms
    sign_up_policy(sign_up_allowed=True)
    fill_in(driver)
    assert driver.step == "enroll-email"
