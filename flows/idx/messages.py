"""Messages on the wire: the words in the client's language, and the key that clients translate themselves."""

from collections.abc import Iterable, Mapping
from typing import Any

from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.wording import say

Json = dict[str, Any]
ByPath = Mapping[str, tuple[Violation, ...]]


def message_object(message: Message) -> Json:
    """One message; ``params`` fill the client's own translation and are never translated here."""
    return {
        "message": say(message.key, message.params),
        "i18n": {"key": message.key, "params": list(message.params)},
        "class": message.cls.value,
    }


def message_array(messages: Iterable[Message]) -> Json:
    """Messages as the protocol nests them."""
    return {"type": "array", "value": [message_object(message) for message in messages]}


def by_path(violations: Iterable[Violation]) -> ByPath:
    """Sort violations by the field they are about, in the order in which they were found."""
    sorted_out: dict[str, tuple[Violation, ...]] = {}
    for violation in violations:
        sorted_out[violation.field] = (*sorted_out.get(violation.field, ()), violation)
    return sorted_out
