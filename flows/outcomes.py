"""What the engine says to a front end."""

from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.sessions.lifetime import OpenedSession
from flows.domain.steps import Step
from flows.domain.transaction import Transaction


class Kind(StrEnum):
    """What became of the request."""

    SHOWN = "shown"
    ADVANCED = "advanced"
    REFUSED = "refused"
    OUTDATED = "outdated"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A step to show, and whether an answer was taken.

    REFUSED keeps what was typed and says why; OUTDATED means the answered page is no longer the current one.
    FINISHED carries the session of the transaction: the hosted pages turn it into a cookie. ``code`` is what
    an app of the IDX API asks for its tokens with, ``retry_after`` the seconds that a refusal lasts.
    """

    kind: Kind
    transaction: Transaction
    step: Step
    violations: tuple[Violation, ...] = ()
    messages: tuple[Message, ...] = ()
    session: OpenedSession | None = None
    code: str = ""
    retry_after: int = 0

    @property
    def status(self) -> int:
        """The HTTP status of a refusal: that of its first message, else of its first violation."""
        said = (*self.messages, *(Message.of(violation) for violation in self.violations))
        return max((message.status for message in said[:1]), default=200)
