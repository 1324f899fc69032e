"""The words of a message key in the language of the request. The domain knows keys only."""

from collections.abc import Iterable

from django.utils.translation import gettext

from accounts.domain.fields import Field
from accounts.domain.messages import entry, format_text


def say(key: str, params: Iterable[str] = ()) -> str:
    """The text of a catalogue key with its parameters put in. Parameters are never translated."""
    return format_text(gettext(entry(key).text), tuple(params))


def translated(text: str) -> str:
    """Text of an administrator or an English message id. Empty stays empty: gettext of it is the file header."""
    return gettext(text) if text else ""
