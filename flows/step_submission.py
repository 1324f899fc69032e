"""One answer being given: who gives it, what it is, and what a handler may say to it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from accounts.domain.clients import describe_client
from accounts.domain.durations import describe_wait
from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.events import Entry
from accounts.services.budgets import Charge, Purpose
from flows.domain.answers import Answer
from flows.domain.policies import Policies
from flows.domain.steps import Step
from flows.domain.transaction import Transaction

W = TypeVar("W")


def address_mark(address: str) -> str:
    """Return how a device cookie remembers an address without holding it."""
    return hashlib.sha256(address.encode()).hexdigest()[:20]


@dataclass(frozen=True, slots=True)
class Client:
    """The browser or app that asks.

    ``names_device`` says that the client chose its device id and sent it in a header.
    ``known`` are the marks of addresses that have signed in from it; ``asked_to_stay_at`` is when it was last
    asked whether to stay signed in, and ``stays`` what was answered. ``binding`` is the cookie that opens the
    transactions of this browser.
    """

    ip_address: str = ""
    user_agent: str = ""
    device_id: str = ""
    names_device: bool = False
    known: frozenset[str] = frozenset()
    asked_to_stay_at: datetime | None = None
    stays: bool = False
    binding: str = field(default="", repr=False)

    @property
    def description(self) -> str:
        """Return "Firefox on Linux" or the like."""
        return describe_client(self.user_agent)

    def knows(self, address: str) -> bool:
        """Return whether this browser has signed in with this address before."""
        return address_mark(address) in self.known


@dataclass(frozen=True, slots=True)
class StepSubmission:
    """One answer to one step.

    ``mail_paid`` is false when no more mail may be sent and a code that was mailed before goes on here.
    """

    transaction: Transaction
    step: Step
    answer: Answer
    policies: Policies
    client: Client
    now: datetime
    mail_paid: bool = True


def charge_of(purpose: Purpose, address: str, client: Client) -> Charge:
    """Return one use of an address's budget by this client."""
    return Charge(purpose, address, known=client.knows(address), ip_address=client.ip_address)


@dataclass(frozen=True, slots=True)
class Refused:
    """No, with a code. Nothing of the transaction changes.

    ``retry_after`` is the number of seconds after which the same answer is looked at; 0 where none is known.
    """

    violations: tuple[Violation, ...] = ()
    messages: tuple[Message, ...] = ()
    event: str = ""
    retry_after: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """Yes: the new facts, and what happened."""

    transaction: Transaction
    events: tuple[Entry, ...] = ()


def refused(path: str, code: str, *params: str, event: str = "") -> Refused:
    """Refuse for one reason, on one field."""
    return Refused(violations=(Violation(path, code, params),), event=event)


def refused_with(key: str, *params: str, event: str = "") -> Refused:
    """Refuse with a message about the whole form."""
    return Refused(messages=(Message(key, params),), event=event)


def refused_for(seconds: int, key: str, *, event: str = "") -> Refused:
    """Refuse for a known time, which the message names."""
    return Refused(messages=(Message(key, (describe_wait(seconds),)),), event=event, retry_after=seconds)


def _nothing(turn: StepSubmission) -> None:
    return None


def _no_mail(turn: StepSubmission, work: object) -> str:
    return ""


def _as_it_is(turn: StepSubmission, work: object) -> Transaction:
    return turn.transaction


@dataclass(frozen=True, slots=True)
class Handler(Generic[W]):
    """How one form is answered, in the order in which the engine does it.

    ``charge`` names the budget that a guess is taken from, ``guesses`` says that the challenge counts it
    too, ``tries`` that the transaction does; all are counted before ``work``. ``work`` is everything slow,
    without any lock. ``mails`` names the address that gets a mail if the answer stands; ``foresee`` says what
    the facts will be, where that decides whether the next step sends one. ``apply`` runs in the atomic block.
    """

    apply: Callable[[StepSubmission, W], Applied | Refused]
    work: Callable[[StepSubmission], W | Refused] = field(default=_nothing)  # type: ignore[assignment]
    charge: Callable[[StepSubmission], Charge | None] = _nothing
    guesses: bool = False
    tries: bool = False
    mails: Callable[[StepSubmission, W], str] = _no_mail
    foresee: Callable[[StepSubmission, W], Transaction] = _as_it_is
