"""One submission of a form, the client it comes from, and the outcome that a front end shows."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Generic, TypeVar

from accounts.credentials.budgets import Charge, Purpose
from accounts.credentials.throttle import Kind as Throttled
from accounts.domain.clients import describe_client
from accounts.domain.durations import describe_wait
from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.events.log import Entry
from accounts.sessions.lifetime import OpenedSession
from flows.domain.answers import Answer
from flows.domain.flow_state import FlowState
from flows.domain.steps import Step
from flows.domain.transaction import Transaction

W = TypeVar("W")
OUTDATED = "ssr.form.outdated"


def address_mark(address: str) -> str:
    """Return how a device cookie remembers an address without holding it."""
    return hashlib.sha256(address.encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class ClientContext:
    """The browser or application that sends the request.

    ``names_device`` says that the client chose its device id and sent it in a header.
    ``known`` are the marks of addresses that have signed in from it, ``asked_to_stay_at`` the time of the
    last question whether to stay signed in, ``stays`` its answer. ``binding`` is the cookie that opens the
    transactions of this browser, ``last_provider`` the identity provider that was used last in it.
    """

    ip_address: str = ""
    user_agent: str = ""
    device_id: str = ""
    names_device: bool = False
    known: frozenset[str] = frozenset()
    asked_to_stay_at: datetime | None = None
    stays: bool = False
    binding: str = field(default="", repr=False)
    last_provider: str = ""

    @property
    def description(self) -> str:
        """Return "Firefox on Linux" or the like."""
        return describe_client(self.user_agent)

    def knows(self, address: str) -> bool:
        """Return whether this browser has signed in with this address before."""
        return address_mark(address) in self.known


@dataclass(frozen=True, slots=True)
class StepSubmission:
    """The values submitted to one step of a transaction."""

    state: FlowState
    step: Step
    answer: Answer
    client: ClientContext

    @property
    def transaction(self) -> Transaction:
        """Return the transaction as it was read, before the submission."""
        return self.state.transaction

    @property
    def now(self) -> datetime:
        """Return the time of the request."""
        return self.state.now


def charge_of(purpose: Purpose, address: str, client: ClientContext) -> Charge:
    """Return one use of an address's budget by this client."""
    return Charge(purpose, address, trusted=client.knows(address), ip_address=client.ip_address)


@dataclass(frozen=True, slots=True)
class Refused:
    """No, with a code. Nothing of the transaction changes.

    ``retry_after`` is the number of seconds after which the same answer is looked at; 0 where none is known.
    """

    violations: tuple[Violation, ...] = ()
    messages: tuple[Message, ...] = ()
    event: str = ""
    retry_after: int = 0


Write = Callable[[], "Refused | None"]


@dataclass(frozen=True, slots=True)
class Applied:
    """An accepted submission: the new facts, its events, and what is written in the atomic block.

    ``redirect`` is the URL of another server that the browser goes to instead of the next step. ``writes``
    run in order; one that finds a value spent meanwhile returns a refusal, and all of it rolls back.
    ``mails_to`` is an address that gets a message whatever the next step sends.
    """

    transaction: Transaction
    events: tuple[Entry, ...] = ()
    writes: tuple[Write, ...] = ()
    mails_to: str = ""
    redirect: str = ""


def refused(path: str, code: str, *params: str, event: str = "") -> Refused:
    """Refuse for one reason, on one field."""
    return Refused(violations=(Violation(path, code, params),), event=event)


def refused_with(key: str, *params: str, event: str = "") -> Refused:
    """Refuse with a message about the whole form."""
    return Refused(messages=(Message(key, params),), event=event)


def refused_for(seconds: int, key: str, *, event: str = "") -> Refused:
    """Refuse for a known time, which the message names."""
    return Refused(messages=(Message(key, (describe_wait(seconds),)),), event=event, retry_after=seconds)


def _always(submission: StepSubmission) -> bool:
    return True


def _no_work(submission: StepSubmission) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Handler(Generic[W]):
    """How one form is handled, and what it is charged for.

    Counted before anything is compared: ``throttle`` for the client's network, of submissions for which
    ``is_throttled`` holds, ``attempt_budget`` for the account, one of the transaction's attempts, one of the
    challenge's. ``work`` is everything slow, without locks. ``apply`` is pure: what it decides is written in
    the atomic block.
    """

    apply: Callable[[StepSubmission, W], Applied | Refused]
    work: Callable[[StepSubmission], W | Refused] = field(default=_no_work)  # type: ignore[assignment]
    throttle: Throttled | None = None
    is_throttled: Callable[[StepSubmission], bool] = _always
    attempt_budget: Callable[[StepSubmission], Charge | None] = _no_work
    counts_transaction_attempt: bool = False
    counts_challenge_attempt: bool = False


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

    REFUSED keeps what was typed and says why; OUTDATED means the answered page is no longer the current
    one. FINISHED carries the session of the transaction: the hosted pages turn it into a cookie. ``code``
    is what an app of the IDX API asks for its tokens with, ``retry_after`` the seconds that a refusal
    lasts, ``redirect`` the URL of an identity provider to which the browser is sent.
    """

    kind: Kind
    transaction: Transaction
    step: Step
    violations: tuple[Violation, ...] = ()
    messages: tuple[Message, ...] = ()
    session: OpenedSession | None = None
    code: str = ""
    retry_after: int = 0
    redirect: str = ""

    @property
    def status(self) -> int:
        """The HTTP status of a refusal: that of its first message, else of its first violation."""
        messages = (*self.messages, *(Message.of(violation) for violation in self.violations))
        return max((message.status for message in messages[:1]), default=200)
