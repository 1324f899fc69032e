"""What happens to the rows of this app when an account ends."""

from accounts.domain.account_ends import AccountEnd, Disposition, at_every_end
from accounts.lifecycle.account_ends import AccountData, declare, rows_by
from applications.models import Application, Consent, Pin, Use

REMOVE, KEEP = Disposition.REMOVE, Disposition.KEEP
_KEPT_WHILE_PENDING = at_every_end(
    REMOVE, {AccountEnd.PENDING_DELETION: KEEP, AccountEnd.TAKEOVER_UNDO: KEEP}
)

declare(
    AccountData(
        Application.people.through,
        ("user",),
        at_every_end(
            REMOVE,
            {AccountEnd.PENDING_DELETION: KEEP, AccountEnd.TAKEOVER_UNDO: KEEP, AccountEnd.RESET: KEEP},
        ),
        "An assignment gives access to the app. An administrator made it, so a reset keeps it.",
        rows_by(Application.people.through.objects, "user"),
    ),
    AccountData(
        Consent,
        ("user",),
        _KEPT_WHILE_PENDING,
        "The earlier holder consented, not the next one.",
        rows_by(Consent.objects, "user"),
    ),
    AccountData(
        Use,
        ("user",),
        _KEPT_WHILE_PENDING,
        "The apps that the earlier holder used.",
        rows_by(Use.objects, "user"),
    ),
    AccountData(
        Pin,
        ("user",),
        _KEPT_WHILE_PENDING,
        "The earlier holder chose them.",
        rows_by(Pin.objects, "user"),
    ),
)
