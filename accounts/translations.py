"""Words at the edge, in the language of the request. The domain knows keys and English texts only."""

from collections.abc import Iterable

from django.utils.translation import gettext

from accounts.domain.messages import entry, format_text
from accounts.domain.security_questions import QUESTIONS


def say(key: str, params: Iterable[str] = ()) -> str:
    """Return the sentence of a catalogue key with its parameters put in; they are never translated."""
    return format_text(gettext(entry(key).text), tuple(params))


def translated(text: str) -> str:
    """Return the words for an English text or an administrator's own; gettext of nothing is a header."""
    return gettext(text) if text else ""


def asked(question: str) -> str:
    """Return the words of a security question: ours are translated, a user's own are as they wrote them."""
    return gettext(QUESTIONS[question]) if question in QUESTIONS else question
