"""What the pages of authenticators promise, one by one."""

import re
from urllib.parse import unquote

from accounts.domain.authenticators import TRAITS, Authenticator
from accounts.domain.security_questions import QUESTIONS
from flows.domain.steps import StepName
from flows.hosted.icons import ICONS
from flows.hosted.methods import WORDS
from flows.hosted.titles import TITLES
from tests.flows.hosted.authenticator_examples import ALL, BEGUN, PAGES, challenge, set_up
from tests.flows.hosted.gallery import ROOT_OF_STEPS, drawn_step
from tests.flows.hosted.material import CODES, KEY, URI
from tests.tables import each

WAY = re.compile(r'<button class="way" id="[\w_]+" name="authenticator.id" value="(\w+)">')


def test_every_step_has_a_page_and_a_title():
    pages = {path.stem for path in ROOT_OF_STEPS.glob("*.html")}
    assert {str(name) for name in StepName} - pages == {"ended"}
    assert set(TITLES) == set(StepName)


def test_every_authenticator_has_words_and_an_icon():
    assert set(WORDS) == set(TRAITS)
    assert {words.icon for words in WORDS.values()} <= ICONS.keys()


@each("one", ALL)
def test_alternatives_are_one_press_in_the_given_order(one: Authenticator):
    html = drawn_step(f"prove, {one}")
    names = [option.value for option in challenge(one).other_ways.fields[0].options]
    assert WAY.findall(html) == names
    assert "Try another way" in html


@each("one", BEGUN)
def test_postponable_step_has_a_skip_button_as_large_as_the_main_one(one: Authenticator):
    assert '<button class="btn alt wide">Not now</button>' in drawn_step(f"set up, {one}")


def test_required_enrollment_cannot_be_postponed():
    assert set_up(Authenticator.TOTP, can_skip=False).skip is None
    assert "Not now" not in drawn_step("set up, app, required")


@each(
    ("name", "said"),
    [
        ("choose, later", "You can do this later, until 12 December 2026."),
        ("choose, a few times", "You can put this off 3 more times."),
        ("choose, optional", "Skip"),
        ("expiring password", "You need to change it by 27 November 2026."),
    ],
)
def test_a_page_says_how_long_something_can_wait(name: str, said: str):
    assert said in drawn_step(name)


def test_the_secret_of_an_app_is_a_link_a_picture_and_letters():
    html = drawn_step("set up, totp")
    assert f'href="{URI.replace("&", "&amp;")}"' in html
    assert '<svg role="img"' in html
    assert f'id="seed_key" dir="ltr">{KEY}</p>' in html


def test_recovery_codes_can_be_kept_in_a_file_without_scripts():
    html = drawn_step("set up, recovery_code")
    data = re.search(r'download="recovery-codes.txt" href="data:text/plain;charset=utf-8,([^"]+)"', html)
    assert data is not None
    assert unquote(data[1]).split() == list(CODES)


def test_a_passkey_page_says_what_it_needs_where_scripts_are_off():
    assert "<noscript>" in drawn_step("prove, passkey")
    assert "Passkeys need JavaScript" in drawn_step("set up, passkey")


def test_autofilled_secret_is_not_shown_again():
    html = drawn_step("prove, passkey, refused")
    assert re.findall(r'name="credentials\.\w+" value="([^"]*)"', html) == [""] * 5


def test_security_question_is_shown_in_words():
    assert QUESTIONS["first_computer_game"] in drawn_step("prove, security_question")


def test_a_change_of_settings_can_be_left_for_the_settings():
    for name in ("change email", "confirm email change", "remove a passkey"):
        assert PAGES[name]().way_back.url == "/me/security"
