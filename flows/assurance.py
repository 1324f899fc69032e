"""Whether a session satisfies an app's policy, by the proofs of its sign-in."""

from dataclasses import replace
from datetime import timedelta

from django.utils import timezone

from accounts.models import Session
from flows.commit import read_policies
from flows.domain.available_authenticators import counted
from flows.domain.transaction import Face, Intent
from flows.engine import FlowStart, new_transaction
from flows.step_submission import Client
from policies.domain.assurance import FRESH_FOR


def session_meets(row: Session, application_key: str, client: Client) -> bool:
    """Whether the app's pages may be shown to this session, by today's policies."""
    now = timezone.now()
    door = FlowStart(Face.HOSTED, Intent.SIGN_IN, application=application_key, session=row)
    facts = new_transaction(door, now)
    policies = read_policies(facts, client)
    outcome = policies.authentication(facts, now)
    if not outcome.allowed:
        return False
    requirement = outcome.requirement()
    # "Every time" means every sign-in, not every page.
    requirement = replace(
        requirement,
        password_age=_at_least(outcome.password_age),
        other_age=_at_least(outcome.other_age),
    )
    return requirement.met_by(counted(facts, policies.setup(facts, now)), now)


def _at_least(age: timedelta | None) -> timedelta | None:
    return None if age is None else max(age, FRESH_FOR)
