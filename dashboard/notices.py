"""What the page before left to be said on the next one: Django's messages, in the look of our notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from accounts.domain.messages import Message, MessageClass
from accounts.wording import say

_LEVELS: Final[Mapping[MessageClass, int]] = {
    MessageClass.SUCCESS: messages.SUCCESS,
    MessageClass.INFO: messages.INFO,
    MessageClass.WARNING: messages.WARNING,
    MessageClass.ERROR: messages.ERROR,
}
_LOOKS: Final[Mapping[int, tuple[str, str]]] = {
    messages.SUCCESS: ("ok", "check"),
    messages.INFO: ("info", "info"),
}
_WARNING: Final = ("warn", "warning")


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence with its look."""

    tone: str
    icon: str
    text: str


def leave(request: HttpRequest, message: Message) -> None:
    """Leave a sentence of the catalogue for the next page."""
    messages.add_message(request, _LEVELS[message.cls], say(message.key, message.params))


def notice_of(message: Message) -> Notice:
    """Return a sentence of the catalogue as it is shown, for what is said on this very page."""
    return Notice(*_LOOKS.get(_LEVELS[message.cls], _WARNING), say(message.key, message.params))


def waiting(request: HttpRequest) -> tuple[Notice, ...]:
    """Return what is to be said now; it is said once."""
    return tuple(
        Notice(*_LOOKS.get(left.level, _WARNING), left.message) for left in messages.get_messages(request)
    )
