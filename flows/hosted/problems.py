"""What is wrong and what else is to be said: the summary above the form and the sentence at each field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpRequest

from accounts.domain.messages import Message, MessageClass
from accounts.domain.violations import Violation
from accounts.translations import say
from flows.hosted.faults import faults_by_path
from flows.hosted.field_views import FieldView

TONES = {MessageClass.SUCCESS: "ok", MessageClass.INFO: "info", MessageClass.WARNING: "warn"}
ICONS = {MessageClass.SUCCESS: "check", MessageClass.INFO: "info", MessageClass.WARNING: "warning"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary; ``target`` is the id of the input to go to, empty for the whole form."""

    text: str
    target: str = ""


@dataclass(frozen=True, slots=True)
class NoteView:
    """A message that is no error. ``key`` lets a page add a link (no account: create one)."""

    key: str
    tone: str
    icon: str
    text: str


def problems_of(
    violations: Sequence[Violation], fields: Sequence[FieldView], messages: Sequence[Message]
) -> tuple[Problem, ...]:
    """Errors of the whole form first, then the fields in the order of the page."""
    faults = faults_by_path(violations)
    drawn = {field.name: field for field in fields if field.widget not in ("hidden", "fixed")}
    general = [Problem(say(message.key, message.params)) for message in messages if is_error(message)]
    general += [Problem(fault.text) for path, fault in faults.items() if path not in drawn]
    at_fields = [Problem(faults[name].text, field.target) for name, field in drawn.items() if name in faults]
    return (*general, *at_fields)


def notes_of(messages: Sequence[Message]) -> tuple[NoteView, ...]:
    """What is to be said and is no error."""
    return tuple(
        NoteView(message.key, TONES[message.cls], ICONS[message.cls], say(message.key, message.params))
        for message in messages
        if not is_error(message)
    )


def is_error(message: Message) -> bool:
    """Whether the message belongs into the summary of what is wrong."""
    return message.cls is MessageClass.ERROR


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
