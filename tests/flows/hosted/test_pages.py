"""What holds for every hosted page, whatever it is about."""

import re
from html.parser import HTMLParser
from pathlib import Path

import brotli
from django.template.loader import render_to_string

from accounts.domain.fields import Field, FieldType
from flows.hosted.icons import ICONS
from tests.flows.hosted.examples import enroll_profile, page
from tests.flows.hosted.gallery import PAGES, drawn
from tests.tables import each

ROOT = Path(__file__).parents[3]
SOURCES = sorted(
    path
    for folder in ("flows", "parts", "dashboard", "dev")
    for path in (ROOT / "templates" / "pages" / folder).rglob("*.html")
)
KILOBYTE = 1024

each_page = each("name", PAGES)


class Elements(HTMLParser):
    """Every start tag with its attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, *tags: str) -> list[dict[str, str]]:
        return [attrs for tag, attrs in self.found if tag in tags]


def title_of(html: str) -> str:
    return html.partition("<title>")[2].partition("</title>")[0]


@each_page
def test_page_has_one_heading_one_main_and_a_skip_link(name: str):
    html = PAGES[name]
    elements = Elements(html)
    assert len(elements.all("h1")) == 1
    assert [main["id"] for main in elements.all("main")] == ["main"]
    assert elements.all("a")[0] == {"class": "skip vh", "href": "#main"}


@each_page
def test_headings_never_skip_a_level(name: str):
    html = PAGES[name]
    levels = [int(tag[1]) for tag, _ in Elements(html).found if re.fullmatch("h[1-6]", tag)]
    assert levels == sorted(levels)
    assert set(levels) <= {1, 2}


@each_page
def test_nothing_is_styled_or_scripted_inline(name: str):
    html = PAGES[name]
    for _tag, attrs in Elements(html).found:
        assert "style" not in attrs
        assert not [name for name in attrs if name.startswith("on")]
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)


@each_page
def test_every_form_posts_under_a_token(name: str):
    html = PAGES[name]
    forms = re.findall(r"<form.*?</form>", html, re.DOTALL)
    assert all('method="post"' in form and 'name="csrfmiddlewaretoken"' in form for form in forms)


@each_page
def test_every_visible_input_has_a_label(name: str):
    html = PAGES[name]
    elements = Elements(html)
    labelled = {label["for"] for label in elements.all("label")}
    for control in elements.all("input", "select", "textarea"):
        if control.get("type") != "hidden" and "aria-hidden" not in control:
            assert control["id"] in labelled


@each_page
def test_ids_are_unique_and_references_resolve(name: str):
    html = PAGES[name]
    elements = Elements(html)
    ids = [attrs["id"] for _, attrs in elements.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    referred = [attrs.get(name, "") for _, attrs in elements.found for name in ("aria-describedby", "for")]
    anchors = [link["href"][1:] for link in elements.all("a") if link.get("href", "").startswith("#")]
    assert set(" ".join([*referred, *anchors]).split()) <= set(ids)


@each_page
def test_errors_are_in_the_title_and_in_a_summary(name: str):
    html = PAGES[name]
    wrong = 'class="summary" role="alert"' in html
    assert title_of(html).startswith("Error: ") is wrong


def test_a_title_says_page_stage_and_brand():
    assert title_of(PAGES["check email"]) == "Check your email (step 2 of 3) – Orchard"


def test_a_server_error_needs_nothing_but_the_template():
    html = render_to_string("500.html", {})
    assert title_of(html) == "Something went wrong"


def test_sign_up_is_offered_only_where_it_is_allowed():
    assert "/signup" in PAGES["sign in"]
    assert "/signup" not in PAGES["sign in, no sign-up"]
    assert "Create an account" not in PAGES["sign in, no sign-up"]


def test_an_unknown_username_is_named_kept_and_offered_an_account():
    html = PAGES["sign in, nobody"]
    note = html.partition('class="note info"')[2].partition('<form method="post" novalidate>')[0]
    assert "There’s no account with the username ada.okafor@example.com." in note
    assert "Create an account" in note
    assert 'value="ada.okafor@example.com"' in html


def test_a_password_and_a_code_never_come_back():
    for name in ("password, wrong", "check email, wrong", "first password, short"):
        boxes = [
            box for box in Elements(PAGES[name]).all("input") if box.get("name") == "credentials.passcode"
        ]
        assert [box.get("value", "") for box in boxes] == [""]


def test_a_link_opened_elsewhere_shows_the_code_and_has_no_form():
    html = PAGES["link elsewhere"]
    assert "482 913" in html
    assert "Firefox on Linux" in html
    assert "<form" not in html
    assert "482" not in PAGES["link elsewhere, over"]


def test_a_link_opened_here_waits_for_its_form_to_be_sent():
    (form,) = Elements(PAGES["link here, sign_in"]).all("form")
    assert "data-send" in form


def test_texts_of_users_and_administrators_are_escaped():
    field = Field("userProfile.nickName", FieldType.STRING, "<u>label", help="<u>help", value="<u>value")
    html = drawn("flows/steps/enroll-profile.html", page=page(enroll_profile((field,))))
    assert html.count("&lt;u&gt;") == 3
    assert "<u>" not in html


@each("path", SOURCES, ids=lambda path: path.name)
def test_no_template_switches_escaping_off(path: Path):
    assert not re.search(r"\|\s*safe\b|autoescape off|safeseq", path.read_text())


def test_every_icon_that_a_template_names_exists():
    named = {name for path in SOURCES for name in re.findall(r'{% icon "([^"]+)"', path.read_text())}
    assert named <= ICONS.keys()


def test_scripts_weigh_at_most_three_kilobytes_and_a_page_fifteen_in_all():
    sent = {name: len(brotli.compress((ROOT / "static" / name).read_bytes())) for name in ("ui.css", "ui.js")}
    heaviest = max(
        len(brotli.compress(html.encode())) for name, html in PAGES.items() if "every type" not in name
    )
    assert sent["ui.js"] <= 3 * KILOBYTE
    assert sum(sent.values()) + heaviest <= 15 * KILOBYTE
