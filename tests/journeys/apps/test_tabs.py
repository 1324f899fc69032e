"""Several tabs of one browser, each with a request of its own: every app gets its answer (ADR 0035)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings

from accounts.models import User
from flows.domain.transaction import Intent
from oidc.models import Grant
from tests.actors import ANOTHER_PASSWORD, PASSWORD, a_user
from tests.journeys import given
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.journeys.driver import SIGNED_IN
from tests.journeys.mailbox import newest
from tests.journeys.policy_settings import app_wants
from tests.journeys.user_devices import Pocket

ADA, EVE = "ada@example.com", "eve@example.com"


@pytest.fixture
def ada() -> User:
    return a_user(ADA, PASSWORD)


@pytest.fixture
def app() -> RelyingParty:
    return an_app()


def tabs_of(app: RelyingParty, count: int = 3, **asked: str) -> list[FromAppHosted]:
    """Return tabs of one browser, each at the first page of a request of its own."""
    tabs = [FromAppHosted(replace(app)) for _ in range(count)]
    for tab in tabs:
        tab.client = tabs[0].client
        tab.begin(**asked)
    return tabs


def sign_in(tab: FromAppHosted) -> None:
    tab.identify(ADA)
    tab.password(PASSWORD)
    assert tab.step == SIGNED_IN


def holds_answer(tab: FromAppHosted) -> bool:
    claims = tab.app.claims(tab.tokens()["id_token"])
    return bool(claims["sub"])


def test_tab_left_on_the_first_page_is_answered_when_it_posts(ada: User, app: RelyingParty):
    first, second, _ = tabs_of(app)
    sign_in(first)
    second.identify(ADA)
    assert holds_answer(first)
    assert holds_answer(second)


def test_tab_left_on_the_password_page_is_answered_when_it_posts(ada: User, app: RelyingParty):
    first, _, third = tabs_of(app)
    third.identify(ADA)
    sign_in(first)
    third.password("whatever was typed here")
    assert holds_answer(third)


def test_tab_left_on_the_password_page_is_answered_when_it_reloads(ada: User, app: RelyingParty):
    first, _, third = tabs_of(app)
    third.identify(ADA)
    sign_in(first)
    third.open(third.url)
    assert holds_answer(third)
    assert holds_answer(first)


def test_every_request_of_three_tabs_is_answered_once(ada: User, app: RelyingParty):
    first, second, third = tabs_of(app)
    third.identify(ADA)
    page = third.url
    sign_in(first)
    second.identify(ADA)
    third.open(page)
    codes = {tab.answer["code"] for tab in (first, second, third)}
    third.open(page)
    assert not third.answer_url
    assert len(codes) == Grant.objects.count() == 3


def test_tabs_are_answered_after_a_sign_up_too(app: RelyingParty):
    first, second, third = tabs_of(app)
    third.identify(EVE)
    first.begin(Intent.SIGN_UP)
    first.submit_profile({"email": EVE, "firstName": "Eve", "lastName": "Moss"})
    first.submit_code(newest(EVE).code)
    first.choose_password(ANOTHER_PASSWORD)
    assert first.step == SIGNED_IN
    second.identify(EVE)
    assert holds_answer(first)
    assert holds_answer(second)


def test_proofs_of_a_tab_left_behind_count_for_nothing(ada: User, app: RelyingParty, pocket: Pocket):
    given.an_app(ada, pocket)
    first, second = tabs_of(app, 2)
    for tab in (first, second):
        tab.pocket = pocket
    second.identify(ADA)
    second.choose("totp")
    second.enter_app_code()
    assert second.step == SIGNED_IN
    app_wants(factors=2)
    first.identify(ADA)
    assert first.step == "step-up"
    assert not first.answer_url


def test_tab_of_a_stricter_app_requires_the_missing_proof(ada: User, app: RelyingParty, pocket: Pocket):
    given.an_app(ada, pocket)
    first, second = tabs_of(app, 2)
    second.pocket = pocket
    second.identify(ADA)
    sign_in(first)
    app_wants(factors=2)
    second.password(PASSWORD)
    assert second.step == "step-up"
    second.send(second.main, {})
    second.enter_app_code()
    assert holds_answer(second)


def test_request_with_a_long_state_is_made_again_in_its_tab(ada: User, app: RelyingParty, pocket: Pocket):
    """Its address has more characters than Django redirects to."""
    given.an_app(ada, pocket)
    long = "é" * 4096
    first, second = tabs_of(app, 2, state=long, nonce=long)
    second.pocket = pocket
    second.identify(ADA)
    sign_in(first)
    app_wants(factors=2)
    second.password(PASSWORD)
    assert second.step == "step-up"
    second.send(second.main, {})
    second.enter_app_code()
    second.app.state = long
    assert second.answer["state"] == long


def test_tab_that_requires_a_fresh_sign_in_is_answered_by_a_later_one(ada: User, app: RelyingParty):
    first, second = tabs_of(app, 2, prompt="login")
    second.identify(ADA)
    sign_in(first)
    second.password(PASSWORD)
    assert holds_answer(second)


def test_tabs_left_behind_are_answered_after_a_step_up(ada: User, app: RelyingParty, pocket: Pocket):
    given.an_app(ada, pocket)
    first, _, third = tabs_of(app)
    first.pocket = pocket
    third.identify(ADA)
    sign_in(first)
    app_wants(factors=2)
    first.begin()
    first.send(first.main, {})
    first.enter_app_code()
    assert first.step == SIGNED_IN
    third.open(third.url)
    assert holds_answer(third)


@pytest.mark.postgres
def test_tab_that_names_a_user_is_not_answered_by_another(ada: User, app: RelyingParty):
    a_user(EVE, PASSWORD)
    (before,) = tabs_of(app, 1)
    sign_in(before)
    hint = before.tokens()["id_token"]
    first, second = tabs_of(app, 2, id_token_hint=hint)
    second.identify(ADA)
    page = second.url
    first.identify(EVE)
    first.password(PASSWORD)
    assert first.step == SIGNED_IN
    second.open(page)
    assert second.answer["error"] == "login_required"
    assert Grant.objects.filter(user=ada).count() == 1


@pytest.mark.parametrize("whose", ["theirs", "nobody"])
def test_tab_that_names_the_user_who_signed_in_is_answered(ada: User, app: RelyingParty, whose: str):
    (before,) = tabs_of(app, 1)
    sign_in(before)
    hint = before.tokens()["id_token"]
    first, second = tabs_of(app, 2, **({"id_token_hint": hint} if whose == "theirs" else {}))
    second.identify(ADA)
    page = second.url
    sign_in(first)
    second.open(page)
    assert holds_answer(second)


def test_another_browser_gets_nothing_of_a_tab_left_behind(ada: User, app: RelyingParty):
    first, second = tabs_of(app, 2)
    second.identify(ADA)
    page = second.url
    sign_in(first)
    stranger = FromAppHosted(app)
    stranger.begin()
    sign_in(stranger)
    stranger.open(page)
    assert not stranger.answer_url
    stranger.open(page.replace("/flow/", "/oauth2/resume/"))
    assert not stranger.answer_url


def test_tab_left_behind_for_an_hour_has_expired(ada: User, app: RelyingParty, clock: time_machine.Traveller):
    first, second = tabs_of(app, 2)
    second.identify(ADA)
    sign_in(first)
    clock.shift(timedelta(minutes=61))
    second.open(second.url)
    assert not second.answer_url


def test_second_tab_of_a_plain_sign_in_goes_where_it_was_to_lead(ada: User):
    first, second = FromAppHosted(an_app()), FromAppHosted(an_app())
    second.client = first.client
    first.open("/signin")
    second.open("/signin?next=/me/security")
    second.identify(ADA)
    first.identify(ADA)
    first.password(PASSWORD)
    second.password(PASSWORD)
    assert second.url.startswith("/me/security")


def test_page_without_cookies_says_so(ada: User, app: RelyingParty):
    (tab,) = tabs_of(app, 1)
    tab.client.cookies.clear()
    tab.identify(ADA)
    assert tab.message_keys == ["ssr.cookies.off"]


def test_outdated_page_without_a_session_keeps_the_input(app: RelyingParty):
    (tab,) = tabs_of(app, 1, prompt="create")
    tab.client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    tab.submit_profile({"email": EVE, "firstName": "Eve", "lastName": "Moss"})
    assert tab.status == 403
    typed = {field.get("name"): field.get("value") for field in tab.page.all("input")}
    assert typed["userProfile.firstName"] == "Eve"


def opener_policies(browser: FromAppHosted, visit: Callable[[], None]) -> set[str]:
    """Return the opener policies of every response while ``visit`` runs."""
    found: set[str] = set()
    original = browser.client.request

    def request(**environ: Any) -> Any:
        response = original(**environ)
        found.add(response.headers["Cross-Origin-Opener-Policy"])
        return response

    browser.client.request = request
    visit()
    return found


def test_pages_of_an_apps_request_keep_their_opener(ada: User, app: RelyingParty):
    browser = FromAppHosted(app)

    def through_recovery() -> None:
        browser.begin()
        browser.identify(ADA)
        browser.password("wrong and wrong again")
        browser.recover()
        browser.submit_code(newest(ADA).code)
        browser.reset_password(ANOTHER_PASSWORD)

    assert opener_policies(browser, through_recovery) == {"unsafe-none"}
    assert browser.step == SIGNED_IN


def test_pages_that_no_app_led_to_are_cut_off_from_their_opener(ada: User, app: RelyingParty):
    browser = FromAppHosted(app)

    def without_an_app() -> None:
        browser.open("/signin?next=/me/")
        browser.identify(ADA)
        browser.password(PASSWORD)

    assert opener_policies(browser, without_an_app) == {"same-origin"}
