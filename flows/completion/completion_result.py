"""What the end of a transaction is given, and why it may not be one."""

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.violations import Violation
from accounts.events.log import Entry
from accounts.lifecycle.notices import RequestClient
from accounts.models import User
from accounts.sessions.lifetime import OpenedSession
from flows.domain.flow_state import FlowState
from flows.domain.steps import Step
from flows.domain.transaction import Transaction
from flows.step_submission import ClientContext


class AddressTaken(Exception):
    """Another user completed with this address first."""


class AccountTaken(Exception):
    """Another user has linked the account at an identity provider first."""


class ValueTaken(Exception):
    """Another user completed with a unique value first."""


class ValuesRefused(Exception):
    """The schema has changed since the values were submitted, and they are wrong by now."""

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        super().__init__()
        self.violations = violations


@dataclass(frozen=True, slots=True)
class Completion:
    """A transaction at its end, with its last step and the user's row, if there is one."""

    state: FlowState
    row: User | None
    step: Step
    client: ClientContext

    @property
    def facts(self) -> Transaction:
        """Return the finished transaction."""
        return self.state.transaction

    @property
    def now(self) -> datetime:
        """Return the time of the request."""
        return self.state.now

    @property
    def request_client(self) -> RequestClient:
        """Return the client, for the notice about the change."""
        return RequestClient(self.client.description, self.client.ip_address)


@dataclass(frozen=True, slots=True)
class CompletionResult:
    """What a finished transaction made; without a session where it earned none."""

    session: OpenedSession | None
    events: tuple[Entry, ...]
