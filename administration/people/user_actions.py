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
        _("Send activation mail"),
        _("An activation mail is on its way to {}."),
        _("A new mail with a link that works for seven days. Links in older mails stop working."),
        send_activation,
        NOT_ACTIVATED | {Status.DEPROVISIONED},
        SUPPORT,
    ),
    UserAction(
        "activate",
        _("Activate now"),
        _("Activated {}."),
        _("They can sign in at once, without opening a mail. Open activation links stop working."),
        _action_service(Action.COMPLETE),
        NOT_ACTIVATED,
        CHANGE,
    ),
    UserAction(
        "suspend",
        _("Suspend"),
        _("Suspended {}."),
        _("They cannot sign in until you let them in again, and every session of theirs ends now."),
        _action_service(Action.SUSPEND),
        frozenset({Status.ACTIVE}),
        SUPPORT,
    ),
    UserAction(
        "unsuspend",
        _("Let in again"),
        _("Let {} in again."),
        _("They can sign in again as before."),
        _action_service(Action.UNSUSPEND),
        frozenset({Status.SUSPENDED}),
        SUPPORT,
    ),
    UserAction(
        UNLOCK,
        _("Unlock"),
        _("Unlocked {}."),
        _("They can try to sign in again. The password stays as it is."),
        _action_service(Action.UNLOCK),
        frozenset({Status.LOCKED_OUT, Status.ACTIVE}),
        SUPPORT,
    ),
    UserAction(
        "reset-password",
        _("Reset the password"),
        _("A mail with a link to choose a new password is on its way to {}."),
        _("Every session ends. They cannot sign in until they choose a new password by a link in a mail."),
        reset_password,
        frozenset({Status.ACTIVE, Status.RECOVERY}),
        SUPPORT,
        confirm_in_bulk=True,
    ),
    UserAction(
        "expire-password",
        _("Expire the password"),
        _("Expired the password of {}."),
        _("Every session ends. At the next sign-in they give the password and choose a new one."),
        _action_service(Action.EXPIRE_PASSWORD),
        frozenset({Status.ACTIVE}),
        CHANGE,
    ),
    UserAction(
        "end-sessions",
        _("End sessions"),
        _("Ended every session of {}."),
        _("They have to sign in again in every browser."),
        end_sessions,
        frozenset({Status.ACTIVE}),
        SUPPORT,
    ),
    UserAction(
        "deactivate",
        _("Deactivate"),
        _("Deactivated {}."),
        _("Every session ends, the password is destroyed, rights are taken and the address is free again."),
        _action_service(Action.DEACTIVATE),
        frozenset(Status) - {Status.DEPROVISIONED},
        CHANGE,
        confirm_in_bulk=True,
    ),
    UserAction(
        DELETE,
        _("Delete for good"),
        _("Deleted {}."),
        _("Everything personal is gone for ever. The system log keeps what happened and names nobody."),
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
