"""What an administrator can do to users: one table for the buttons of a page and the actions of the list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final, Protocol

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.credentials.lockout import lock_state
from accounts.domain.administration import check_access
from accounts.domain.lifecycle import Action, Status
from accounts.lifecycle.account_deletion import erase
from accounts.lifecycle.administrator_actions import end_sessions, perform
from accounts.lifecycle.invitations import reset_password, send_activation
from accounts.models import User
from accounts.users.administrators import rank_of


class Service(Protocol):
    """A service behind a user action; it returns the user afterwards. Raises ValidationFailed."""

    def __call__(self, user_id: int, *, actor: User, now: datetime) -> User: ...


@dataclass(frozen=True, slots=True)
class UserAction:
    """One thing to do: its words, from which status it is offered, its service and its permission.

    ``done`` names one user or says how many. It never begins with them: the page gives every message a
    capital letter, and an address has none.
    """

    slug: str
    label: str | Promise
    done: str | Promise
    explanation: str | Promise
    service: Service
    statuses: frozenset[Status]
    permission: str
    confirm_in_bulk: bool = False


def _action_service(action: Action) -> Callable[..., User]:
    return partial(perform, action)


CHANGE: Final = "accounts.change_user"
SUPPORT: Final = "accounts.support_user"
DELETE: Final = "delete"
UNLOCK: Final = "unlock"
NOT_ACTIVATED: Final = frozenset({Status.STAGED, Status.PROVISIONED})

USER_ACTIONS: Final = (
    UserAction(
        "send-activation",
        _("Send activation email"),
        _("Activation email sent to {}."),
        _("Sends an email with a link that works for seven days. Earlier links stop working."),
        send_activation,
        NOT_ACTIVATED | {Status.DEPROVISIONED},
        SUPPORT,
    ),
    UserAction(
        "activate",
        _("Activate now"),
        _("Activated {}."),
        _("They can sign in at once, without the activation email. Earlier links stop working."),
        _action_service(Action.COMPLETE),
        NOT_ACTIVATED,
        CHANGE,
    ),
    UserAction(
        "suspend",
        _("Suspend"),
        _("Suspended {}."),
        _("They’re signed out everywhere and can’t sign in until you unsuspend them."),
        _action_service(Action.SUSPEND),
        frozenset({Status.ACTIVE}),
        SUPPORT,
    ),
    UserAction(
        "unsuspend",
        _("Unsuspend"),
        _("Unsuspended {}."),
        _("They can sign in again."),
        _action_service(Action.UNSUSPEND),
        frozenset({Status.SUSPENDED}),
        SUPPORT,
    ),
    UserAction(
        UNLOCK,
        _("Unlock"),
        _("Unlocked {}."),
        _("They can sign in again. The password doesn’t change."),
        _action_service(Action.UNLOCK),
        frozenset({Status.LOCKED_OUT, Status.ACTIVE}),
        SUPPORT,
    ),
    UserAction(
        "reset-password",
        _("Reset password"),
        _("Password reset email sent to {}."),
        _(
            "They’re signed out everywhere and get an email. They can’t sign in until they choose "
            "a new password."
        ),
        reset_password,
        frozenset({Status.ACTIVE, Status.RECOVERY}),
        SUPPORT,
        confirm_in_bulk=True,
    ),
    UserAction(
        "expire-password",
        _("Expire password"),
        _("Expired the password of {}."),
        _("They’re signed out everywhere. At the next sign-in they must choose a new password."),
        _action_service(Action.EXPIRE_PASSWORD),
        frozenset({Status.ACTIVE}),
        CHANGE,
    ),
    UserAction(
        "end-sessions",
        _("End sessions"),
        _("Ended all sessions of {}."),
        _("They’re signed out of every browser."),
        end_sessions,
        frozenset({Status.ACTIVE}),
        SUPPORT,
    ),
    UserAction(
        "deactivate",
        _("Deactivate"),
        _("Deactivated {}."),
        _("Removes their password, sessions and permissions. Someone else can use the email address."),
        _action_service(Action.DEACTIVATE),
        frozenset(Status) - {Status.DEPROVISIONED},
        CHANGE,
        confirm_in_bulk=True,
    ),
    UserAction(
        DELETE,
        _("Delete permanently"),
        _("Deleted {} permanently."),
        _("Deletes all personal data. You can’t undo this. The log keeps its events without names."),
        erase,
        frozenset({Status.DEPROVISIONED}),
        CHANGE,
        confirm_in_bulk=True,
    ),
)


def may_act(actor: User, permission: str, user: User) -> bool:
    """Return whether the actor has the permission for this user's account."""
    return actor.has_perm(permission) and not check_access(rank_of(actor), rank_of(user))


def available_actions(actor: User, user: User, now: datetime) -> tuple[UserAction, ...]:
    """Return what the actor may do and the user's status allows.

    An open account is unlocked only where strangers are locked.
    """
    found = [action for action in USER_ACTIONS if Status(user.status) in action.statuses]
    allowed = [action for action in found if may_act(actor, action.permission, user)]
    if user.is_active and not lock_state([user.login or ""], now):
        allowed = [action for action in allowed if action.slug != UNLOCK]
    return tuple(allowed)


def action_named(slug: str) -> UserAction | None:
    """Return the action with this slug, if there is one."""
    return next((action for action in USER_ACTIONS if action.slug == slug), None)
