"""Writing a mail out: the row, its challenge and the brand become a letter with every word in it.

The letter is the only place where a code or a link stands in full. It is handed over and forgotten.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, tzinfo
from email.utils import formataddr, parseaddr
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from css_inline import CSSInliner
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language_bidi

from accounts import local_time
from accounts.brand import BrandView, current_brand
from accounts.domain.colors import DEFAULT_ACCENT, DEFAULT_COLOR, dark_theme, is_color, light_theme
from accounts.domain.text import MAX_WORD, one_line
from accounts.domain.zones import zone_named
from accounts.messaging import words
from accounts.messaging.email_catalogue import CATALOGUE, LINK, MailKind
from accounts.models import Challenge, OutboxMail
from accounts.page_paths import page_path
from accounts.translations import translated

# Many mail programs drop style sheets: the rules move into the elements and only @media stays.
_INLINER: Final = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


@dataclass(frozen=True, slots=True)
class Palette:
    """Hexadecimal colors of what a mail shows in the brand's own."""

    button: str
    on_button: str
    link: str
    dark_button: str
    dark_on_button: str
    dark_link: str


@lru_cache(maxsize=16)
def palette_for(color: str) -> Palette:
    """Return the colors of a brand; a color that is none gives those of the default brand."""
    chosen = color.lower() if is_color(color.lower()) else DEFAULT_COLOR
    light, dark = light_theme(chosen, DEFAULT_ACCENT), dark_theme(chosen, DEFAULT_ACCENT)
    return Palette(
        button=light["brand"],
        on_button=light["on-brand"],
        link=light["brand-text"],
        dark_button=dark["brand"],
        dark_on_button=dark["on-brand"],
        dark_link=dark["brand-text"],
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """What the mail asks the reader to give back: its challenge's newest code, and the token of its link."""

    code: str = field(default="", repr=False)
    link_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class EmailContext:
    """A mail ready to be handed over."""

    message_id: str
    sender: str
    to: str
    reply_to: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class RenderedEmail:
    """What the templates of a mail may say, as ``mail``. Empty means: not in this mail."""

    brand: BrandView
    palette: Palette
    language: str
    direction: str
    host: str
    greeting: str
    app_label: str
    code: str
    grouped_code: str
    link: str
    minutes: int
    until: str
    expires: str
    requested_from: str
    requested_at: str
    network: str
    authenticator: str
    address: str
    own_browsers: bool
    locked_until: str
    ends: str
    sign_in_url: str
    recover_url: str
    review_url: str


def render(mail: OutboxMail, proof: Proof) -> EmailContext:
    """Write a mail out in its language."""
    brand = _signature(current_brand())
    with translation.override(mail.language), local_time.shown_in(lambda: _zone_of(mail)):
        page = {"mail": _sheet(mail, proof, brand)}
        folder = f"emails/{mail.template}"
        return EmailContext(
            message_id=mail.message_id,
            sender=_sender(brand),
            to=mail.to,
            reply_to=brand.support_email,
            subject=one_line(render_to_string(f"{folder}/subject.txt", page), words.MAX_SUBJECT),
            text=render_to_string(f"{folder}/body.txt", page).strip() + "\n",
            html=_INLINER.inline(render_to_string(f"{folder}/body.html", page)),
        )


def _zone_of(mail: OutboxMail) -> tzinfo:
    # A worker reads the recipient's zone together with the mail.
    return zone_named(getattr(mail, "zone", None)) or UTC


def _sheet(mail: OutboxMail, proof: Proof, brand: BrandView) -> RenderedEmail:
    kind, context, challenge = CATALOGUE[mail.template], mail.context, mail.challenge
    code = proof.code if kind.code else ""
    return RenderedEmail(
        brand=brand,
        palette=palette_for(brand.color),
        language=mail.language,
        direction="rtl" if get_language_bidi() else "ltr",
        host=urlsplit(settings.PUBLIC_URL).netloc,
        greeting=words.greeting(context.get("first_name", "")),
        app_label=one_line(context.get("app_label", "")),
        code=code,
        grouped_code=words.grouped(code),
        link=_link(kind, proof),
        minutes=_minutes(challenge) if challenge else 0,
        until=local_time.time_of_day(challenge.expires_at) if challenge else "",
        expires=words.day_and_time(challenge.expires_at) if challenge else "",
        requested_from=one_line(context.get("requested_from", "")),
        requested_at=_moment(context.get("requested_at", "")),
        network=one_line(context.get("network", "")),
        authenticator=translated(one_line(context.get("authenticator", ""))),
        address=one_line(context.get("address", "")),
        own_browsers=bool(context.get("own_browsers")),
        locked_until=_moment(context.get("locked_until", "")),
        ends=_moment(context.get("ends_at", "")),
        sign_in_url=_page_url("flows:sign_in"),
        recover_url=_page_url("flows:recover"),
        review_url=_page_url("dashboard:security"),
    )


def _signature(brand: BrandView) -> BrandView:
    """The brand with what it says in mails on one line each: an administrator pastes too."""
    return replace(
        brand,
        name=one_line(brand.name),
        postal_address=one_line(brand.postal_address, 2 * MAX_WORD),
        support_email=one_line(brand.support_email),
    )


def _sender(brand: BrandView) -> str:
    """The sender's address under the brand's name, unless the deployment gives it another."""
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return formataddr((name or brand.name, address))


def _link(kind: MailKind, proof: Proof) -> str:
    page = kind.link or (LINK if kind.undo else "")
    if not (page and proof.link_token):
        return ""
    return f"{settings.PUBLIC_URL}{reverse(page, args=(proof.link_token,))}"


def _minutes(challenge: Challenge) -> int:
    return round((challenge.expires_at - challenge.sent_at).total_seconds() / 60)


def _moment(text: str) -> str:
    return words.day_and_time(datetime.fromisoformat(text)) if text else ""


def _page_url(name: str) -> str:
    return f"{settings.PUBLIC_URL}{page_path(name)}"
