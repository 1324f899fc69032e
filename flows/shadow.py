"""Attempts that have ended, looked at once more by the draft that is tried in the shadow."""

import logging

from flows.domain.flow_state import FlowState
from flows.domain.shadow_differences import (
    LOOKED_AT,
    EndedAttempt,
    deciding_rule,
    differences,
    shadowed_state,
)
from flows.domain.steps import Step, StepName
from policies.domain.shadow import Shadow, to_stored
from policies.models import ShadowAttempt
from policies.services.shadows import record_attempt

_ENDS = frozenset({StepName.DONE, StepName.ENDED})

logger = logging.getLogger(__name__)


def look_again(state: FlowState, step: Step) -> None:
    """Record what the running shadow would have decided about an attempt that this step ends.

    It is called after the commit and raises nothing: a draft that can't be evaluated is logged.
    """
    shadow = state.policies.security.shadow
    if shadow is None or step.name not in _ENDS or not shadow.is_running(state.now):
        return
    if state.transaction.intent not in LOOKED_AT[shadow.kind]:
        return
    if step.name is StepName.ENDED and state.transaction.ended:
        # The user ended it, by declining a consent for instance, and no policy.
        return
    try:
        record_attempt(_attempt(shadow, EndedAttempt(state, step)))
    except Exception:
        logger.exception("the shadow %s could not look at an attempt", shadow.id)


def _attempt(shadow: Shadow, decided: EndedAttempt) -> ShadowAttempt:
    shadowed, facts = shadowed_state(decided), decided.state.transaction
    found = differences(decided, shadowed)
    exists = facts.user is not None or facts.finished_at is not None
    return ShadowAttempt(
        shadow_id=shadow.id,
        at=decided.state.now,
        user=facts.user_id if exists else "",
        transaction=facts.id,
        rule=deciding_rule(shadow, shadowed) if found else "",
        differences=to_stored(found),
    )
