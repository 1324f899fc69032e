"""What happens to transactions when an account ends."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accounts.domain.account_ends import AccountEnd, Disposition, at_every_end
from accounts.lifecycle.account_ends import AccountData, EndedAccount, declare
from accounts.models import Challenge
from flows.models import Transaction


def _pending(account: EndedAccount) -> "QuerySet[Any]":
    """Select what can still continue: unfinished transactions, and finished ones with an unread answer."""
    rows = Transaction.objects.filter(user=account.user).exclude(pk=account.transaction_id)
    if account.end is AccountEnd.DELETION:
        return rows
    return rows.filter(Q(finished_at=None) | Q(request__isnull=False, answered_at=None))


def _challenges(account: EndedAccount) -> "QuerySet[Any]":
    ids = list(_pending(account).values_list("pk", flat=True))
    return Challenge.objects.filter(transaction_id__in=ids)


def _close(rows: "QuerySet[Any]", now: datetime) -> None:
    rows.filter(used_at=None, closed_at=None).update(closed_at=now)


# Before the transactions, by which they are found.
declare(
    AccountData(
        Challenge,
        ("transaction_id",),
        at_every_end(Disposition.CLOSE),
        "Emailed codes of a transaction end with it.",
        _challenges,
        _close,
        skips_locked=True,
    ),
    AccountData(
        Transaction,
        ("user", "challenge"),
        at_every_end(Disposition.REMOVE),
        "A pending transaction carries proofs, and a finished one may still be answered to an app. "
        "A transaction with nothing left to answer stays until it is a day old.",
        _pending,
        skips_locked=True,
    ),
)
