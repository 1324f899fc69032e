"""Who is looking at their own pages, and what today's policies say about them."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.enrollments import Enrolled
from accounts.middleware import live_session
from accounts.models import Session, User
from flows.commit import read_policies
from flows.domain.available_authenticators import can_set_up
from flows.domain.policies import Policies
from flows.domain.transaction import Face, Intent, Transaction
from flows.engine import FlowStart, new_transaction
from flows.hosted.cookies import client_of
from policies.domain.authenticator_enrollment import EnrollmentOutcome
from policies.domain.facts import Operation


@dataclass(frozen=True, slots=True)
class AccountContext:
    """One look at one's own pages.

    ``facts`` are those of a change that could begin now: what is offered here and what the engine allows
    afterwards are decided by the same facts and policies.
    """

    row: Session
    person: User
    facts: Transaction
    policies: Policies
    setup: EnrollmentOutcome
    now: datetime

    @property
    def enrolled(self) -> tuple[Enrolled, ...]:
        """Everything the person has set up beyond password and address, the last used first."""
        return self.facts.person.enrolled if self.facts.person is not None else ()

    def held(self, authenticator: Authenticator) -> tuple[Enrolled, ...]:
        """What the person has set up of one kind."""
        return tuple(one for one in self.enrolled if one.authenticator is authenticator)

    def may(self, operation: Operation, authenticator: Authenticator | None = None) -> bool:
        """Whether the account management policies let people do this at all, whatever they prove."""
        return self.policies.management(self.facts, self.now, operation, authenticator).allowed

    def addable(self) -> frozenset[Authenticator]:
        """What the person may set up now."""
        offered = can_set_up(self.facts, self.policies, self.setup)
        return frozenset(one for one in offered if self.may(Operation.ENROLL, one))


def visit_of(request: HttpRequest) -> AccountContext:
    """Return the visit. Raises LookupError where no guard stands before the page."""
    row = live_session(request)
    if row is None or row.person is None:
        raise LookupError("a guard lets only signed-in people through")
    now, client = timezone.now(), client_of(request)
    facts = new_transaction(FlowStart(Face.HOSTED, Intent.MANAGE, session=row), now)
    policies = read_policies(facts, client)
    return AccountContext(row, row.person, facts, policies, policies.setup(facts, now), now)
