"""Every page of every journey in every look: axe, narrow screens, forced colours, and the pictures of it."""

import os
import re
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.contact_sheets import whole_pages, write_sheet
from tests.browser.looks import (
    LOOKS,
    each_look,
    load_axe,
    lost_in_forced_colors,
    picture,
    scrolls_sideways,
    scrolls_when_narrow,
    violations,
)
from tests.browser.small_png import smaller
from tests.browser.tour import every_state
from tests.browser.windows import Windows
from tests.journeys.driver import FIREFOX
from tests.lint import ROOT
from tests.servers.processes import Deployment

pytestmark = pytest.mark.browser

FOLDER = ROOT / "docs" / "screenshots"
WRITE = os.environ.get("WRITE_SCREENSHOTS") == "1"
SHEETS = os.environ.get("CONTACT_SHEETS", "")
MAX_BYTES = 150_000
# States in the pictures, and the place of the page that is worth seeing.
PICTURED = {
    "sign-in": "",
    "sign-up": "",
    "check-email": "",
    "password": "",
    "dashboard": "",
    "link-elsewhere": "",
    "set-up-app": "",
    "security": "",
    "second-factor": "",
    "admin-home": "",
    "admin-people": "",
    "admin-policy": "#form_fields-group",
    "admin-rules": "",
    "admin-simulation": ".simulated.differs",
    "mailbox": "",
}
PICTURES = {f"{state}-{look}" for state in PICTURED for look in LOOKS}


@dataclass
class Seen:
    """What was found on the way, by state and look."""

    states: list[str] = field(default_factory=list)
    axe: dict[str, list[str]] = field(default_factory=dict)
    sideways: list[str] = field(default_factory=list)
    lost: dict[str, list[str]] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    sheets: dict[str, dict[str, bytes]] = field(default_factory=dict)

    def look_at(self, state: str, page: Page) -> None:
        self.states.append(state)
        self._examine(state, page)
        if SHEETS:
            self.sheets[state] = whole_pages(page)
        if WRITE and state in PICTURED:
            for look in each_look(page):
                self.pictures[f"{state}-{look}"] = picture(page, PICTURED[state])
        elif place := PICTURED.get(state):
            expect(page.locator(place)).to_be_visible()

    def _examine(self, state: str, page: Page) -> None:
        load_axe(page)
        for look in each_look(page):
            if found := violations(page, look):
                self.axe[f"{state}-{look}"] = found
            if scrolls_sideways(page):
                self.sideways.append(f"{state}-{look}")
        if scrolls_when_narrow(page):
            self.sideways.append(f"{state}-narrow")
        if found := lost_in_forced_colors(page):
            self.lost[state] = found


@pytest.fixture(scope="module")
def seen(browser: Browser, mailbox_server: Deployment) -> Seen:
    """One tour of all pages serves all tests."""
    found = Seen()
    with Windows(browser, mailbox_server.url, user_agent=FIREFOX).watched() as windows:
        for state, page in every_state(mailbox_server, windows):
            found.look_at(state, page)
    return found


def test_axe_finds_nothing_on_any_page_in_any_look(seen: Seen):
    assert len(seen.states) > 20
    assert seen.axe == {}


def test_pages_do_not_scroll_sideways_on_any_screen(seen: Seen):
    assert seen.sideways == []


def test_buttons_and_lists_are_seen_in_forced_colours(seen: Seen):
    assert seen.lost == {}


def test_pictures_are_written_on_request(seen: Seen, browser: Browser):
    assert set(PICTURED) <= set(seen.states)
    assert set(seen.pictures) == (PICTURES if WRITE else set())
    FOLDER.mkdir(exist_ok=True)
    page = browser.new_page()
    for name, png in seen.pictures.items():
        (FOLDER / f"{name}.png").write_bytes(smaller(page, png))
    page.close()


def test_contact_sheets_are_written_on_request(seen: Seen, browser: Browser):
    assert bool(seen.sheets) == bool(SHEETS)
    page = browser.new_page()
    for state, pictures in seen.sheets.items():
        assert len(pictures) == len(LOOKS)
        write_sheet(page, ROOT / SHEETS / f"{state}.png", pictures)
    page.close()


def test_kept_pictures_are_those_of_the_tour_and_small():
    kept = {file.stem: file.stat().st_size for file in FOLDER.glob("*.png")}
    assert set(kept) == PICTURES, "WRITE_SCREENSHOTS=1 writes them anew"
    assert {name: size for name, size in kept.items() if size > MAX_BYTES} == {}


def test_the_readme_shows_kept_pictures():
    shown = set(re.findall(r"docs/screenshots/([\w-]+\.png)", (ROOT / "README.md").read_text()))
    assert shown
    assert {name for name in shown if not (FOLDER / name).exists()} == set()
