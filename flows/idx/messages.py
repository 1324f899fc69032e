"""Messages and other small shapes of the wire: the words in the client's language, and their keys."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from accounts.domain.messages import Message, MessageClass
from accounts.domain.violations import Violation
from flows.idx.reference import as_reference, text_of

Json = dict[str, Any]
ByPath = Mapping[str, tuple[Violation, ...]]


def message_object(message: Message) -> Json:
    """One message; ``params`` fill the client's own translation and are never translated here."""
    message = as_reference(message)
    return {
        "message": text_of(message),
        "i18n": {"key": message.key, "params": list(message.params)},
        # Clients know two classes: something went wrong, or here is something to know.
        "class": (MessageClass.ERROR if message.cls is MessageClass.ERROR else MessageClass.INFO).value,
    }


def message_array(messages: Iterable[Message]) -> Json:
    """Messages as the protocol nests them."""
    return array([message_object(message) for message in messages])


def array(values: list[Json]) -> Json:
    """A list as the protocol nests it."""
    return {"type": "array", "value": values}


def instant(moment: datetime) -> str:
    """ISO 8601 with milliseconds, as clients of the protocol expect it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def by_path(violations: Iterable[Violation]) -> ByPath:
    """Sort violations by the field they are about, in the order in which they were found."""
    sorted_out: dict[str, tuple[Violation, ...]] = {}
    for violation in violations:
        sorted_out[violation.field] = (*sorted_out.get(violation.field, ()), violation)
    return sorted_out
