"""What the pages behind a mail link show. Opening one changes nothing; only the form of the first does."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LinkHere:
    """Opened in the browser that asked: a form that sends itself, a button without JavaScript.

    ``purpose`` is the challenge's (sign_up, sign_in, recovery, welcome); ``address`` was typed here.
    """

    purpose: str
    address: str


@dataclass(frozen=True, slots=True)
class LinkElsewhere:
    """A link opened in another browser, with its requester and the code to type there; it proves nothing.

    ``code`` is empty once the challenge is over; ``client`` is the requester's browser family;
    ``start_url`` restarts in this browser, at the ``app`` if the visitor came from one.
    """

    purpose: str
    masked: str
    code: str
    client: str
    asked_at: datetime
    start_url: str
    app: str = ""


@dataclass(frozen=True, slots=True)
class Activation:
    """The invitation of a user added by an administrator."""

    first_name: str
    address: str


@dataclass(frozen=True, slots=True)
class UndoneChange:
    """One change that a link would undo, and when it was made."""

    label: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Undo:
    """What the owner of an address can undo: security changes, or the deletion of the account."""

    masked: str
    changes: tuple[UndoneChange, ...] = ()
