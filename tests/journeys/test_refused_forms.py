"""A page that comes back has everything that was typed, and never a password or a code."""

from flows.domain.transaction import Intent
from tests.actors import sign_up_policy
from tests.journeys.admin_actions import ask
from tests.journeys.drivers import HostedDriver
from tests.journeys.mailbox import newest
from tests.journeys.stories import ADA, PASSWORD, fill_in, sign_in, signed_up

TEAMS = [{"value": "ops", "title": "Operations"}, {"value": "shop", "title": "Shop floor"}]


def value_of(here: HostedDriver, name: str) -> list[str]:
    form = next(form for form in here.page.all("form") if form.all(name=name))
    return form.sends().get(name, [])


def test_texts_ticks_dates_and_choices_come_back(here: HostedDriver):
    ask("born", "date")
    ask("news", "boolean")
    ask("teams", "multiple_choice", options=TEAMS)
    ask("about", "long_text")
    fill_in(
        here,
        "broken",
        born="1994-13-27",
        news=True,
        teams=["ops", "shop"],
        about="<b>one</b>\ntwo",
        lastName="Ö",
    )
    assert here.status == 422
    assert value_of(here, "userProfile.email") == ["broken"]
    assert value_of(here, "userProfile.lastName") == ["Ö"]
    assert value_of(here, "userProfile.born.month") == ["13"]
    assert value_of(here, "userProfile.news") == ["on"]
    assert value_of(here, "userProfile.teams") == ["ops", "shop"]
    assert value_of(here, "userProfile.about") == ["<b>one</b>\ntwo"]


def test_a_password_never_comes_back(here: HostedDriver):
    sign_up_policy(password_page="first")
    fill_in(here, "broken", password=PASSWORD)
    assert here.status == 422
    assert value_of(here, "credentials.passcode") == [""]


def test_neither_does_a_wrong_password_or_a_wrong_code(here: HostedDriver):
    signed_up("hosted")
    sign_in(here, password="not the right one at all")
    assert value_of(here, "credentials.passcode") == [""]
    fill_in(here, "bo@example.org")
    here.submit_code("111111" if newest().code != "111111" else "222222")
    assert value_of(here, "credentials.passcode") == [""]


def test_the_address_of_a_sign_in_comes_back(here: HostedDriver):
    here.begin()
    here.identify("Nobody.Here@example.com")
    assert value_of(here, "identifier") == ["Nobody.Here@example.com"]


def test_refused_value_is_corrected_without_retyping_the_rest(here: HostedDriver):
    here.begin(Intent.SIGN_UP)
    here.submit_profile({"email": "ada", "firstName": "Ada", "lastName": "Okafor"})
    here.submit_profile({"email": ADA})
    assert here.step == "enroll-email"
