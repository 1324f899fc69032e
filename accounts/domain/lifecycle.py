"""The life of an account as one table: which action leads from which status to which."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from accounts.domain.choice import Choice
from accounts.domain.messages.entry import gettext_noop as _


class Status(Choice):
    """The status of an account; the names are those of existing clients and imports.

    PENDING_DELETION is specific to this product: the user has requested deletion and may withdraw the request
    for some days.
    """

    STAGED = "STAGED", _("Staged")
    PROVISIONED = "PROVISIONED", _("Pending activation")
    ACTIVE = "ACTIVE", _("Active")
    RECOVERY = "RECOVERY", _("Password reset")
    PASSWORD_EXPIRED = "PASSWORD_EXPIRED", _("Password expired")
    LOCKED_OUT = "LOCKED_OUT", _("Locked")
    SUSPENDED = "SUSPENDED", _("Suspended")
    PENDING_DELETION = "LEAVING", _("Pending deletion")
    DEPROVISIONED = "DEPROVISIONED", _("Deactivated")


class Action(StrEnum):
    """A change of status.

    COMPLETE, REQUEST_DELETION and CANCEL_DELETION belong to the user, after a proof. LOCK belongs to the
    server. UNDO belongs to the owner of an undo link: the password expires and is replaced by a recovery.
    """

    ACTIVATE = "activate"
    REACTIVATE = "reactivate"
    COMPLETE = "complete"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    LOCK = "lock"
    UNLOCK = "unlock"
    RESET_PASSWORD = "reset_password"
    EXPIRE_PASSWORD = "expire_password"
    REQUEST_DELETION = "leave"
    CANCEL_DELETION = "stay"
    UNDO = "undo"
    DEACTIVATE = "deactivate"


CAN_SIGN_IN: Final = frozenset({Status.ACTIVE})
# The password still opens the door, but only to the page that changes it.
MUST_CHANGE_PASSWORD: Final = frozenset({Status.PASSWORD_EXPIRED})
# A user with a pending deletion still signs in, to the page that cancels it.
CAN_CANCEL_DELETION: Final = frozenset({Status.PENDING_DELETION})
# RECOVERY is missing on purpose: it waits for the mail that an administrator caused.
CAN_RECOVER: Final = frozenset({Status.ACTIVE, Status.PASSWORD_EXPIRED, Status.LOCKED_OUT})
# Whatever was opened before one of these is over: sessions, transactions, remembered devices.
ENDS_SESSIONS: Final = frozenset(
    {
        Action.SUSPEND,
        Action.LOCK,
        Action.RESET_PASSWORD,
        Action.EXPIRE_PASSWORD,
        Action.REQUEST_DELETION,
        Action.UNDO,
        Action.DEACTIVATE,
    }
)
# The address of a user in one of these stays taken.
HOLDS_ADDRESS: Final = frozenset(Status) - {Status.DEPROVISIONED}

WRONG_STATUS: Final = "E0000038"
ALREADY_ACTIVE: Final = "E0000016"

# Accounts that have been open, so that a takeover is possible.
_TAKEN: Final = (
    Status.ACTIVE,
    Status.LOCKED_OUT,
    Status.RECOVERY,
    Status.PASSWORD_EXPIRED,
    Status.PENDING_DELETION,
)
_UNFINISHED: Final = (Status.STAGED, Status.PROVISIONED, Status.RECOVERY, Status.PASSWORD_EXPIRED)

_TARGETS: Final[Mapping[tuple[Status, Action], Status]] = MappingProxyType(
    {
        (Status.STAGED, Action.ACTIVATE): Status.PROVISIONED,
        (Status.DEPROVISIONED, Action.ACTIVATE): Status.PROVISIONED,
        (Status.PROVISIONED, Action.REACTIVATE): Status.PROVISIONED,
        (Status.RECOVERY, Action.REACTIVATE): Status.RECOVERY,
        (Status.ACTIVE, Action.SUSPEND): Status.SUSPENDED,
        (Status.SUSPENDED, Action.UNSUSPEND): Status.ACTIVE,
        (Status.ACTIVE, Action.LOCK): Status.LOCKED_OUT,
        (Status.LOCKED_OUT, Action.UNLOCK): Status.ACTIVE,
        (Status.ACTIVE, Action.RESET_PASSWORD): Status.RECOVERY,
        (Status.ACTIVE, Action.EXPIRE_PASSWORD): Status.PASSWORD_EXPIRED,
        (Status.ACTIVE, Action.REQUEST_DELETION): Status.PENDING_DELETION,
        (Status.PENDING_DELETION, Action.CANCEL_DELETION): Status.ACTIVE,
        **{(status, Action.UNDO): Status.PASSWORD_EXPIRED for status in _TAKEN},
        # An administrator's suspension is not the link's to end.
        (Status.SUSPENDED, Action.UNDO): Status.SUSPENDED,
        **{(status, Action.COMPLETE): Status.ACTIVE for status in _UNFINISHED},
        **{(status, Action.DEACTIVATE): Status.DEPROVISIONED for status in HOLDS_ADDRESS},
    }
)


class IllegalTransition(ValueError):
    """The action is not allowed from this status; `code` is E0000016 (already active) or E0000038."""

    def __init__(self, status: Status, action: Action) -> None:
        super().__init__(f"{action} is not allowed while {status}")
        self.status = status
        self.action = action
        repeated = status is Status.ACTIVE and action is Action.ACTIVATE
        self.code = ALREADY_ACTIVE if repeated else WRONG_STATUS


def target(status: Status, action: Action, *, has_password: bool = False) -> Status:
    """The status that the action leads to. Raises IllegalTransition.

    Activating a user who already has a password leaves nothing for them to do, so they are active at once.
    """
    found = _TARGETS.get((status, action))
    if found is None:
        raise IllegalTransition(status, action)
    if action is Action.ACTIVATE and has_password:
        return Status.ACTIVE
    return found
