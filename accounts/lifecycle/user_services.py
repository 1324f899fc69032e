"""What administrators can do to a user, one or many: the service and the permission of each action."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from accounts.domain.lifecycle import Action
from accounts.lifecycle.account_deletion import erase
from accounts.lifecycle.administrator_actions import end_sessions, perform
from accounts.lifecycle.invitations import reset_password, send_activation
from accounts.models import User

CHANGE: Final = "accounts.change_user"
SUPPORT: Final = "accounts.support_user"


class Service(Protocol):
    """A service behind a user action; it returns the user afterwards. Raises ValidationFailed."""

    def __call__(self, user_id: int, *, actor: User, now: datetime) -> User: ...


@dataclass(frozen=True, slots=True)
class UserService:
    """A service, and the permission that it requires of the administrator."""

    run: Service
    permission: str


USER_SERVICES: Final[Mapping[str, UserService]] = {
    "send-activation": UserService(send_activation, SUPPORT),
    "activate": UserService(partial(perform, Action.COMPLETE), CHANGE),
    "suspend": UserService(partial(perform, Action.SUSPEND), SUPPORT),
    "unsuspend": UserService(partial(perform, Action.UNSUSPEND), SUPPORT),
    "unlock": UserService(partial(perform, Action.UNLOCK), SUPPORT),
    "reset-password": UserService(reset_password, SUPPORT),
    "expire-password": UserService(partial(perform, Action.EXPIRE_PASSWORD), CHANGE),
    "end-sessions": UserService(end_sessions, SUPPORT),
    "deactivate": UserService(partial(perform, Action.DEACTIVATE), CHANGE),
    "delete": UserService(erase, CHANGE),
}
"""By the names that addresses of the administration and rows of bulk actions have."""
