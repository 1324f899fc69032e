"""End pages of a flow: the outcome, whether anything changed, and the next link.

The wording is a table in ``end_words``; here it becomes a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.domain.messages import MessageClass, entry, format_text
from accounts.page_paths import page_path
from accounts.translations import say
from flows.hosted.end_kinds import EndWords, WayOn
from flows.hosted.end_words import END_WORDS


@dataclass(frozen=True, slots=True)
class Way:
    """An exit: a link (``get``), or a button that posts (``post``)."""

    label: str
    url: str
    method: str = "get"


@dataclass(frozen=True, slots=True)
class End:
    """An end page. ``tone`` is warn, info or ok; ``reference`` and ``at`` let support find the case."""

    key: str
    tone: str
    icon: str
    title: str
    text: str
    primary: Way | None
    secondary: tuple[Way, ...] = ()
    reference: str = ""
    at: datetime | None = None


def end_for(
    message_key: str,
    *,
    params: Sequence[str] = (),
    reference: str = "",
    at: datetime | None = None,
    back_to_app: str = "",
    way: Way | None = None,
) -> End:
    """Return the end page of a message key, with its usual exits.

    ``back_to_app`` is the path that tells the visitor's app of the end. ``way`` replaces the usual exit,
    for example by a transaction that this browser can continue.
    """
    words = END_WORDS.get(message_key) or plain_words(message_key)
    # Translators: end page, button
    back = way or (Way(_("Back to the app"), back_to_app) if back_to_app else None)
    return End(
        key=message_key,
        tone=words.tone,
        icon=words.icon,
        title=format_text(str(words.title), tuple(params)),
        text=format_text(str(words.text), tuple(params)) if words.text else say(message_key, params),
        primary=back or way_of(words.way),
        secondary=() if back else back_from(words.way),
        reference=reference,
        at=at,
    )


def plain_words(message_key: str) -> EndWords:
    """A message without a page of its own says its sentence under a plain heading."""
    match entry(message_key).cls:
        case MessageClass.SUCCESS:
            # Translators: end page, heading
            return EndWords("ok", "check", _("Done"))
        case MessageClass.INFO:
            # Translators: end page, heading
            return EndWords("info", "info", _("One more thing"))
        case _:
            # Translators: end page, heading
            return EndWords("warn", "warning", _("That didn’t work"))


def way_of(way: WayOn) -> Way | None:
    """The link or button that leads on."""
    match way:
        case WayOn.SIGN_IN:
            # Translators: end page, button
            return Way(_("Go to sign-in"), page_path("flows:sign_in"))
        case WayOn.SIGN_UP:
            # Translators: end page, button
            return Way(_("Start again"), page_path("flows:sign_up"))
        case WayOn.RECOVER:
            # Translators: end page, button
            return Way(_("Get a new email"), page_path("flows:recover"))
        case WayOn.SIGN_OUT:
            # Translators: end page, button
            return Way(_("Sign out"), page_path("flows:sign_out"), method="post")
        case WayOn.RELOAD:
            # Translators: end page, button
            return Way(_("Try again"), "")
        case WayOn.SETTINGS:
            # Translators: end page, button
            return Way(_("Back to your settings"), page_path("dashboard:security"))
        case WayOn.HOME:
            # Translators: end page, button
            return Way(_("Go to your apps"), page_path("dashboard:home"))
        case WayOn.NONE:
            return None


def back_from(way: WayOn) -> tuple[Way, ...]:
    """Return an exit to sign-in, unless the first exit leads there already."""
    alone = way in (WayOn.SIGN_IN, WayOn.SETTINGS, WayOn.HOME, WayOn.NONE)
    # Translators: end page, link
    return () if alone else (Way(_("Back to sign-in"), page_path("flows:sign_in")),)
