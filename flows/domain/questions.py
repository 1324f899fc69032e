"""Questions to a known user whose profile lacks values of the app's form."""

from typing import Final

from enrollment.domain.form import FormItem
from enrollment.domain.progressive import due, missing_to_join, postponement_key
from flows.domain.flow_state import FlowState

ASKED_MORE: Final = "questions-asked"
"""The mark of an attempt that has had its page of questions, answered or skipped: there is one a sign-in."""

LEFT_OPEN: Final = "questions-left-open"
"""The mark of an attempt in which an optional question was skipped or left empty."""


ASKED_TO_JOIN: Final = "asked-to-join"
"""The mark of an attempt whose page that joins the app's groups was sent."""


def questions(state: FlowState) -> tuple[FormItem, ...]:
    """Return the questions of this transaction; a user who is yet to be created gets none."""
    transaction = state.transaction
    user, policy = transaction.user, state.policies.enrollment
    if user is None:
        return ()
    if state.joins_groups:
        return missing_to_join(policy, {**user.values, **transaction.updates})
    if ASKED_MORE in transaction.skips:
        return ()
    return due(policy, user.values, user.put_off(postponement_key(policy)), state.now)


def asks_to_join(state: FlowState) -> bool:
    """Return whether this attempt has yet to ask whether the user joins the app's groups.

    What came before does not answer it: other questions, or the page before the form required more.
    """
    if not state.joins_groups:
        return False
    return ASKED_TO_JOIN not in state.transaction.skips or bool(questions(state))
