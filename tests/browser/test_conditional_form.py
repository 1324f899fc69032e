"""A field that another answer shows, with scripts and without."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser import looks
from tests.browser.users import field, fill_profile, heading, main_button
from tests.browser.windows import Windows
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser

CITY, TEAM = "userProfile.city", "userProfile.team"


@pytest.fixture
def team_page(embedded_server: Deployment) -> Iterator[None]:
    embedded_server.manage("enrollment", "edit-field", "team", "--new-page", "--page-title", "Your team")
    yield
    embedded_server.manage("enrollment", "edit-field", "team", "--same-page")


@pytest.fixture
def city_of_finance(embedded_server: Deployment) -> Iterator[None]:
    embedded_server.manage("enrollment", "require-field", "city")
    condition = ("--show-if", "team", "--is", "one_of", "--values", "finance")
    embedded_server.manage(
        "enrollment", "edit-field", "city", *condition, "--required-message", "Which city?"
    )
    yield
    embedded_server.manage("enrollment", "drop-field", "city")


def test_field_appears_and_goes_with_the_answer_that_shows_it(windows: Windows, city_of_finance: None):
    page = windows.page()
    page.goto("/signup")
    expect(field(page, CITY)).to_be_hidden()
    fill_profile(page, "shown@example.com")
    expect(field(page, CITY)).to_be_visible()
    expect(page.locator("#conditional_state")).to_have_text("Added below: City")
    looks.load_axe(page)
    assert not looks.violations(page, next(iter(looks.each_look(page))))
    main_button(page).click()
    expect(page.get_by_role("alert")).to_contain_text("Which city?")
    expect(field(page, CITY)).to_be_visible()
    field(page, TEAM).select_option(index=1)
    expect(field(page, CITY)).to_be_hidden()
    main_button(page).click()
    heading(page, "Check your email")


def test_field_is_shown_by_the_server_without_scripts(windows: Windows, city_of_finance: None):
    page = windows.page(scripts=False)
    page.goto("/signup")
    fill_profile(page, "unshown@example.com")
    expect(field(page, CITY)).to_be_hidden()
    main_button(page).click()
    expect(page.get_by_text("Your answers add to this form.")).to_be_visible()
    field(page, CITY).fill("Cork")
    main_button(page).click()
    heading(page, "Check your email")


@pytest.mark.parametrize("scripts", [True, False])
def test_pages_are_turned_and_back_keeps_what_was_typed(windows: Windows, team_page: None, scripts: bool):
    page = windows.page(scripts=scripts)
    page.goto("/signup")
    expect(page.get_by_text("Step 1 of 4")).to_be_visible()
    field(page, "userProfile.email").fill(f"pages{scripts}@example.com".lower())
    field(page, "userProfile.firstName").fill("Zoë")
    field(page, "userProfile.lastName").fill("Marsh")
    field(page, "userProfile.countryCode").select_option("IE")
    field(page, "userProfile.lastName").press("Enter")
    heading(page, "Your team")
    expect(page.get_by_text("Step 2 of 4")).to_be_visible()
    if scripts:
        looks.load_axe(page)
        assert not looks.violations(page, next(iter(looks.each_look(page))))
    field(page, TEAM).select_option("finance")
    page.get_by_role("button", name="Back").click()
    expect(field(page, "userProfile.firstName")).to_have_value("Zoë")
    main_button(page).click()
    heading(page, "Your team")
    expect(field(page, TEAM)).to_have_value("finance")
    main_button(page).click()
    heading(page, "Check your email")
