"""What happens to the rows of this app when an account ends."""

from django.db.models import QuerySet

from accounts.domain.account_ends import AccountEnd, Disposition, at_every_end
from accounts.domain.columns import ColumnKind
from accounts.lifecycle.account_ends import AccountData, EndedAccount, declare, rows_by
from policies.domain.conditions import COLUMNS
from policies.models import Rule, ShadowAttempt

_REASON = "A rule about a user applies again after an activation. A rule alone gives no access."
_DISPOSITIONS = at_every_end(Disposition.KEEP, {AccountEnd.DELETION: Disposition.REMOVE})


def _declarations() -> list[AccountData]:
    names = [column.name for column in COLUMNS if column.kind is ColumnKind.PEOPLE]
    tables = [getattr(Rule, name).through for name in names]
    return [
        AccountData(table, ("user",), _DISPOSITIONS, _REASON, rows_by(table.objects, "user"))
        for table in tables
    ]


def _attempts(account: EndedAccount) -> "QuerySet[ShadowAttempt]":
    return ShadowAttempt.objects.filter(user=account.user.public_id)


declare(
    *_declarations(),
    AccountData(
        ShadowAttempt,
        ("user",),
        _DISPOSITIONS,
        "What a draft would have decided. The results go with the draft, and after 30 days.",
        _attempts,
    ),
)
