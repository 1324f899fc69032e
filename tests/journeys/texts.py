"""The text messages that really went out, as the user with the phone reads them."""

import re

from accounts.messaging.email_transport import DeliveryResult, Verdict
from accounts.messaging.text_message import TextMessage
from tests.journeys.mailbox import letters

BACKEND = "tests.journeys.texts.take"

_taken: list[TextMessage] = []


def take(message: TextMessage) -> DeliveryResult:
    """Stand in for a phone network."""
    _taken.append(message)
    return DeliveryResult(Verdict.ACCEPTED)


def forget() -> None:
    """Begin with an empty phone."""
    _taken.clear()


def texts(to: str = "") -> list[str]:
    """Deliver what waits in the outbox; return every text message so far (to one number), oldest first."""
    letters()
    return [message.text for message in _taken if not to or message.to == to]


def newest_text_code(to: str = "") -> str:
    """Return the code of the newest text message."""
    found = re.search(r"\b\d{6}\b", texts(to)[-1])
    assert found
    return found.group()
