"""Whether a session satisfies an app's policy, by the proofs of its sign-in."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from django.utils import timezone

from accounts.models import Session
from flows.domain.available_authenticators import counted
from flows.domain.transaction import FrontEnd, Intent
from flows.engine import FlowStart, new_transaction
from flows.flow_states import load_state
from flows.step_submission import ClientContext
from policies.domain import assurance
from policies.domain.assurance import FRESH_FOR

CONFIRM: Final = "confirm"
"""The parameter of a sign-in for a page of the administration that requires a recent second factor."""


def session_meets(
    row: Session, application_key: str, client: ClientContext, *, recent_second_factor: bool = False
) -> bool:
    """Whether the app's pages may be shown to this session, by today's policies.

    ``recent_second_factor``: its second factor must be of the last ten minutes besides.
    """
    now = timezone.now()
    start = FlowStart(FrontEnd.HOSTED, Intent.SIGN_IN, application=application_key, session=row)
    state = load_state(new_transaction(start, now), client, now)
    outcome = state.decisions.authentication
    if not outcome.allowed:
        return False
    # "Every time" means every sign-in, not every page.
    requirement = replace(
        outcome.requirement,
        password_age=_at_least(outcome.requirement.password_age),
        other_age=_at_least(outcome.requirement.other_age),
    )
    if recent_second_factor:
        requirement = requirement.stricter(assurance.recent_second_factor())
    return requirement.is_met_by(counted(state), now)


def _at_least(age: timedelta | None) -> timedelta | None:
    return None if age is None else max(age, FRESH_FOR)
