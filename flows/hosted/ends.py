"""End pages of a flow: the outcome, whether anything changed, and the next link.

The wording is a table in ``end_words``; here it becomes a page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.domain.messages import MessageClass, entry, format_text
from accounts.translations import say
from flows import addresses
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
            return EndWords("ok", "check", _("Done"))
        case MessageClass.INFO:
            return EndWords("info", "info", _("One more thing"))
        case _:
            return EndWords("warn", "warning", _("That did not work"))


def way_of(way: WayOn) -> Way | None:
    """The link or button that leads on."""
    match way:
        case WayOn.SIGN_IN:
            return Way(_("Go to sign in"), addresses.SIGN_IN)
        case WayOn.SIGN_UP:
            return Way(_("Start again"), addresses.SIGN_UP)
        case WayOn.RECOVER:
            return Way(_("Get a new email"), addresses.RECOVER)
        case WayOn.SIGN_OUT:
            return Way(_("Sign out"), addresses.SIGN_OUT, method="post")
        case WayOn.RELOAD:
            return Way(_("Try again"), "")
        case WayOn.SETTINGS:
            return Way(_("Back to your settings"), addresses.SECURITY)
        case WayOn.HOME:
            return Way(_("Go to your page"), addresses.HOME)
        case WayOn.NONE:
            return None


def back_from(way: WayOn) -> tuple[Way, ...]:
    """Return an exit to sign-in, unless the first exit leads there already."""
    alone = way in (WayOn.SIGN_IN, WayOn.SETTINGS, WayOn.HOME, WayOn.NONE)
    return () if alone else (Way(_("Back to sign in"), addresses.SIGN_IN),)
