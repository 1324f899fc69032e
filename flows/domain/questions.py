"""Questions to a known user whose profile lacks values of the app's form."""

from datetime import datetime
from typing import Final

from enrollment.domain.form import FormItem
from enrollment.domain.progressive import due, missing_to_join, put_off_key
from flows.domain.policies import Policies
from flows.domain.transaction import Transaction

ASKED_MORE: Final = "questions-asked"
"""The mark of an attempt that has had its page of questions, answered or skipped: there is one a sign-in."""

LEFT_OPEN: Final = "questions-left-open"
"""The mark of an attempt in which an optional question was skipped or left empty."""


ASKED_TO_JOIN: Final = "asked-to-join"
"""The mark of an attempt whose page that joins the app's groups was sent."""


def questions(transaction: Transaction, policies: Policies, now: datetime) -> tuple[FormItem, ...]:
    """Return the questions of this transaction; a user who is yet to be created gets none."""
    person, policy = transaction.person, policies.enrollment
    if person is None:
        return ()
    if policies.joins(transaction):
        return missing_to_join(policy, {**person.values, **transaction.updates})
    if ASKED_MORE in transaction.skips:
        return ()
    return due(policy, person.values, person.put_off(put_off_key(policy)), now)


def asks_to_join(transaction: Transaction, policies: Policies, now: datetime) -> bool:
    """Return whether this attempt has yet to ask whether the user joins the app's groups.

    What came before does not answer it: other questions, or the page before the form required more.
    """
    if not policies.joins(transaction):
        return False
    return ASKED_TO_JOIN not in transaction.skips or bool(questions(transaction, policies, now))
