"""What is wrong and what else is to be said: the summary above the form and the sentence at each field."""

from collections.abc import Sequence
from dataclasses import dataclass

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
