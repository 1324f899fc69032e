"""The shape of a catalogue entry, and the filling of its placeholders."""

import re
from enum import StrEnum
from typing import Final, NamedTuple

_PLACEHOLDER: Final = re.compile(r"\{(\d)(\|inline)?\}")


class MessageClass(StrEnum):
    """How a message is meant; the IDX API sends it as it is."""

    ERROR = "ERROR"
    INFO = "INFO"
    WARNING = "WARNING"
    SUCCESS = "SUCCESS"


class Entry(NamedTuple):
    """One message: its class, its English text, and the HTTP status with which the IDX API says it."""

    cls: MessageClass
    text: str
    status: int = 400


def gettext_noop(text: str) -> str:
    """Marks a text for the translators' tools, which know this name; the words are chosen at the edge."""
    return text


def error(text: str, status: int = 400) -> Entry:
    """Return an entry for something that was refused."""
    return Entry(MessageClass.ERROR, text, status)


def info(text: str, status: int = 200) -> Entry:
    """Return an entry for something to know."""
    return Entry(MessageClass.INFO, text, status)


def warning(text: str, status: int = 200) -> Entry:
    """Return an entry for something that may go wrong."""
    return Entry(MessageClass.WARNING, text, status)


def success(text: str, status: int = 200) -> Entry:
    """Return an entry for something that went well."""
    return Entry(MessageClass.SUCCESS, text, status)


def format_text(template: str, params: tuple[str, ...]) -> str:
    """Put params in the places {0}, {1} … of the template; a place without a param stays empty.

    ``{0|inline}`` writes a label as inside a sentence: "First name" becomes "first name", "URL" stays.
    Params are never read as templates themselves.
    """

    def fill(match: re.Match[str]) -> str:
        index = int(match[1])
        param = params[index] if index < len(params) else ""
        return _inline(param) if match[2] else param

    return _PLACEHOLDER.sub(fill, template)


def _inline(label: str) -> str:
    keeps_capital = len(label) > 1 and not label[1].islower() and label[1] != " "
    return label if keeps_capital else label[:1].lower() + label[1:]
