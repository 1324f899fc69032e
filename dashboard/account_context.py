"""The signed-in user under today's policies, and the start of an account change."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled
from accounts.middleware import live_session
from accounts.models import Session, User
from accounts.page_paths import page_path
from flows import engine
from flows.domain.available_authenticators import enrollable
from flows.domain.flow_state import FlowState
from flows.domain.steps import FormName
from flows.domain.transaction import AccountChange, FrontEnd, Intent, Transaction
from flows.engine import FlowStart, new_transaction
from flows.flow_states import load_state
from flows.hosted import problems
from flows.hosted.cookies import client_of, new_binding, read_binding
from flows.hosted.presenter import Attempt
from flows.hosted.responses import respond, see_other, with_binding
from flows.step_submission import Kind
from policies.domain.facts import Operation

DONE: Final = "done"
"""Where a change ends: the page looks up what was done, so that no address can make it say anything else."""


@dataclass(frozen=True, slots=True)
class AccountContext:
    """One look at one's own pages.

    ``state`` is that of a change that could begin now: what is offered here and what the engine allows
    afterwards are decided alike.
    """

    row: Session
    user: User
    state: FlowState

    @property
    def now(self) -> datetime:
        """Return the time of the request."""
        return self.state.now

    @property
    def facts(self) -> Transaction:
        """Return the facts of the user, as a change would start with them."""
        return self.state.transaction

    @property
    def enrolled(self) -> tuple[Enrolled, ...]:
        """Everything the user has set up beyond password and address, the last used first."""
        return self.facts.user.enrolled if self.facts.user is not None else ()

    def enrolled_of(self, authenticator: Authenticator) -> tuple[Enrolled, ...]:
        """What the user has set up of one kind."""
        return tuple(enrollment for enrollment in self.enrolled if enrollment.authenticator is authenticator)

    def allows(self, operation: Operation, authenticator: Authenticator | None = None) -> bool:
        """Whether the account management policies let users do this at all, whatever they prove."""
        return self.state.decisions.account_management(operation, authenticator).allowed

    def enrollable_now(self) -> frozenset[Authenticator]:
        """What the user may set up now."""
        offered = enrollable(self.state)
        return frozenset(
            authenticator for authenticator in offered if self.allows(Operation.ENROLL, authenticator)
        )


def account_context(request: HttpRequest) -> AccountContext:
    """Return the context of a request. Raises LookupError where no guard stands before the page."""
    row = live_session(request)
    if row is None or row.user is None:
        raise LookupError("a guard lets only signed-in people through")
    now, client = timezone.now(), client_of(request)
    facts = new_transaction(FlowStart(FrontEnd.HOSTED, Intent.MANAGE, session=row), now)
    return AccountContext(row, row.user, load_state(facts, client, now))


def begin(
    request: HttpRequest, management: AccountChange, *, page: str = "dashboard:security", end: str = DONE
) -> HttpResponse:
    """Begin the change and go to its page.

    ``page`` shows what is refused at once, and in the end, with ``end`` as its query, what was done.
    """
    origin = page_path(page)
    start = engine.FlowStart(
        FrontEnd.HOSTED,
        Intent.MANAGE,
        return_to=f"{origin}?{end}",
        session=live_session(request),
        management=management,
    )
    binding = read_binding(request) or new_binding()
    outcome = engine.submit(engine.open_new(start, client_of(request)), FormName.STEP_UP, {}, binding)
    if outcome.kind is not Kind.REFUSED:
        return with_binding(respond(request, outcome, Attempt()), binding)
    for message in outcome.messages:
        problems.leave(request, message)
    return see_other(origin)
