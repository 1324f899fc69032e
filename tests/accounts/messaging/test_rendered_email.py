import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from accounts.messaging.email_catalogue import CATALOGUE
from tests.accounts.messaging.letters import (
    a_challenge,
    brand,
    letter,
    proof_of,
)
from tests.tables import each

pytestmark = pytest.mark.django_db
CODES = [name for name, kind in CATALOGUE.items() if kind.code]
LINKS = [name for name, kind in CATALOGUE.items() if kind.link]
MAX_BYTES = 20 * 1024


class Page(HTMLParser):
    """The elements of an HTML mail, and what a reader sees of it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@each("template", CATALOGUE)
def test_every_mail_is_small_and_brings_everything_with_it(template: str):
    made = letter(template)
    page = Page(made.html)
    assert len(made.html.encode()) < MAX_BYTES
    assert len(made.text.encode()) < MAX_BYTES
    assert not {"img", "script", "link", "iframe", "object", "form"} & {tag for tag, _ in page.elements}
    assert not re.search(r"url\(|@import", made.html)


@each("template", CATALOGUE)
def test_every_mail_can_be_read_aloud_in_its_language_and_direction(template: str):
    page = Page(letter(template).html)
    articles = [held for _, held in page.elements if held.get("role") == "article"]
    assert [(held["lang"], held["dir"], held["aria-labelledby"]) for held in articles] == [
        ("en", "ltr", "title")
    ]
    assert all(held.get("role") == "presentation" for tag, held in page.elements if tag == "table")
    assert page.elements[0] == (
        "html",
        {"lang": "en", "dir": "ltr"} | {"style": page.elements[0][1]["style"]},
    )


@each("template", CATALOGUE)
def test_every_mail_is_styled_inline_and_follows_the_readers_dark_mode(template: str):
    page = Page(letter(template).html)
    styled = [held for tag, held in page.elements if tag in {"td", "p", "h1", "a"} and held.get("class")]
    assert styled
    assert all(held.get("style") for held in styled)
    assert "prefers-color-scheme:dark" in page.words
    assert ("meta", {"name": "color-scheme", "content": "light dark"}) in page.elements


@each("template", CATALOGUE)
def test_every_mail_says_what_to_do_when_it_is_not_for_you(template: str):
    made = letter(template)
    question = (
        "Weren’t expecting this?" if template in {"activation", "password_reset_by_admin"} else "Not you?"
    )
    asked = "The request came from Firefox on Linux on 22 November 2026 at 14:51 UTC."
    if template == "access_code_issued":
        # An administrator did it: there is no browser of the user's to name.
        question, asked = "Didn’t ask for it?", "Tell your administrator"
    for body in (made.text, Page(made.html).words):
        assert question in body
        assert asked in " ".join(body.split())


@each("template", CATALOGUE)
def test_no_mail_has_a_gap_or_an_unfilled_word_in_it(template: str):
    for body in (made := letter(template)).text, made.html:
        assert not re.search(r"\{[{%#]|%\}|None|\w  +\w", body.replace("    ", ""))
    assert "\n\n\n" not in made.text


@pytest.mark.parametrize("template", CODES)
def test_code_is_in_every_part_both_unbroken_and_grouped(template: str):
    made = letter(template, challenge=(challenge := a_challenge()))
    code = proof_of(challenge).code
    shown = f"{code[:3]} {code[3:]}"
    assert made.subject.startswith(f"{code} is your Orchard ")
    assert f"Your code is {code}. It works for 10 minutes." in Page(made.html).words
    for words in (" ".join(made.text.split()), Page(made.html).words):
        assert f"The code {code} and the link work for 10 minutes" in words
    assert f"\n    {shown}\n" in made.text
    assert f">{shown}</p>" in made.html


@each("template", LINKS)
def test_the_link_is_the_public_url_the_page_and_the_token(template: str, settings):
    made = letter(template, challenge=(challenge := a_challenge()))
    page = "activate" if template in ("activation", "password_reset_by_admin") else "flow/link"
    link = f"{settings.PUBLIC_URL}/{page}/{proof_of(challenge).link_token}"
    assert f"\n{link}\n" in made.text
    assert made.html.count(f'href="{link}"') == 2


@pytest.mark.parametrize("template", sorted({*LINKS} - {*CODES}))
def test_a_mail_that_only_carries_a_link_shows_no_code(template: str):
    challenge = a_challenge()
    made = letter(template, challenge=challenge)
    code = proof_of(challenge).code
    for part in (made.subject, made.text, made.html):
        assert code not in part
        assert f"{code[:3]} {code[3:]}" not in part


def test_lifetime_is_shown_as_minutes_and_end_time():
    now = datetime(2026, 11, 22, 14, 51, tzinfo=UTC)
    made = letter(challenge=a_challenge(minutes=15, now=now))
    assert "work for 15 minutes, until 15:06 UTC." in made.text


def test_lifetime_of_days_is_shown_as_a_date():
    now = datetime(2026, 11, 22, 14, 51, tzinfo=UTC)
    days = int(timedelta(days=7).total_seconds() // 60)
    made = letter("activation", challenge=a_challenge(minutes=days, now=now))
    assert "The link works once, until 29 November 2026 at 14:51 UTC." in made.text


def test_the_mail_about_an_account_that_exists_gives_plain_page_addresses(settings):
    made = letter("account_exists")
    for path in ("/signin", "/recover"):
        assert f"    {settings.PUBLIC_URL}{path}\n" in made.text
        assert f'href="{settings.PUBLIC_URL}{path}"' in made.html


def test_the_brand_signs_with_its_name_colour_and_postal_address():
    brand(
        name="Pear & Sons, Ltd",
        color="#aa0000",
        postal_address="12 Mill Lane, Dublin",
        support_email="h@p.example",
    )
    made = letter()
    assert made.sender == '"Pear & Sons, Ltd" <accounts@localhost>'
    assert made.reply_to == "h@p.example"
    assert "#aa0000" in made.html
    assert "Sent by Pear &amp; Sons, Ltd, 12 Mill Lane, Dublin, because" in made.html
    assert "Sent by Pear & Sons, Ltd, 12 Mill Lane, Dublin, because" in " ".join(made.text.split())


def test_a_deployment_may_name_its_sender_itself(settings):
    settings.DEFAULT_FROM_EMAIL = "Door keeper <door@example.com>"
    assert letter().sender == "Door keeper <door@example.com>"


def test_a_subject_is_never_longer_than_a_mail_program_shows():
    brand(name="W" * 60)
    assert all(len(letter(template).subject) <= 128 for template in CATALOGUE)


def test_markup_in_a_value_stays_words():
    brand(name="<b>Orchard</b>")
    made = letter(context={"app_label": "<script>alert(1)</script>", "requested_from": "<i>Firefox</i>"})
    assert "<b>Orchard" not in made.html
    assert "<script" not in made.html
    assert "<i>" not in made.html
    assert "for <script>alert(1)</script>." in " ".join(made.text.split())


HOSTILE = "{{7*7}} {% debug %} ${7*7} %(code)s {0.__class__} {mail.code}"


def test_a_value_is_no_template_and_no_format():
    """ASVS 5.0 1.3.5, 1.3.7, 1.3.10: names of brands, apps and browsers are written as they are."""
    brand(name=HOSTILE)
    made = letter("sign_in_code", context={"app_label": HOSTILE, "requested_from": HOSTILE})
    assert HOSTILE in made.subject
    assert " ".join(made.text.split()).count(HOSTILE) >= 2
    assert HOSTILE in " ".join(made.html.split())
