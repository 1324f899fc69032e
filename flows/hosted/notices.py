"""Notes that one request leaves for the next page: Django's messages, drawn as the notes of our pages."""

from collections.abc import Mapping
from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from accounts.domain.messages import Message, MessageClass
from accounts.translations import say
from flows.hosted.problems import ICONS, TONES, NoteView

_LEVELS: Final[Mapping[MessageClass, int]] = {
    MessageClass.SUCCESS: messages.SUCCESS,
    MessageClass.INFO: messages.INFO,
    MessageClass.WARNING: messages.WARNING,
    MessageClass.ERROR: messages.ERROR,
}
_CLASSES: Final = {level: cls for cls, level in _LEVELS.items()}


def leave(request: HttpRequest, message: Message) -> None:
    """Leave a message of the catalogue for the next page."""
    text = say(message.key, message.params)
    messages.add_message(request, _LEVELS[message.cls], text, extra_tags=message.key)


def note_of(message: Message) -> NoteView:
    """Return a message of the catalogue as the note of this very page."""
    return _note(message.key, message.cls, say(message.key, message.params))


def waiting(request: HttpRequest) -> tuple[NoteView, ...]:
    """Take the notes that wait for this page; each is shown once."""
    return tuple(
        _note(left.extra_tags, _CLASSES.get(left.level, MessageClass.WARNING), left.message)
        for left in messages.get_messages(request)
    )


def _note(key: str, cls: MessageClass, text: str) -> NoteView:
    # An error that is no field's looks like a warning: a note stands beside a page that works.
    return NoteView(key, TONES.get(cls, "warn"), ICONS.get(cls, "warning"), text)
