"""Questions to somebody known, at a sign-in to an app whose form asks for more than they have said."""

from datetime import datetime
from typing import Final

from enrollment.domain.form import FormItem
from enrollment.domain.progressive import due, put_off_key
from flows.domain.policies import Policies
from flows.domain.transaction import Transaction

ASKED_MORE: Final = "questions-asked"
"""The mark of an attempt that has had its page of questions, answered or skipped: there is one a sign-in."""

LEFT_OPEN: Final = "questions-left-open"
"""The mark of an attempt in which an optional question was skipped or left empty."""


def questions(transaction: Transaction, policies: Policies, now: datetime) -> tuple[FormItem, ...]:
    """Return what is asked of the person in this attempt; nobody is asked who is still to be made."""
    person, policy = transaction.person, policies.enrollment
    if person is None or ASKED_MORE in transaction.skips:
        return ()
    return due(policy, person.values, person.put_off(put_off_key(policy)), now)
