"""What an administrator can do to users: one table for the buttons of a page and the actions of the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.credentials.lockout import lock_state
from accounts.domain.administration import check_access
from accounts.domain.lifecycle import Status
from accounts.lifecycle.user_services import USER_SERVICES, Service
from accounts.models import User
from accounts.users.administrators import rank_of


@dataclass(frozen=True, slots=True)
class UserAction:
    """One thing to do: its words, and from which status it is offered.

    ``done`` names the user. It never begins with the address: the page gives every message a capital letter,
    and an address has none.
    """

    slug: str
    label: str | Promise
    done: str | Promise
    explanation: str | Promise
    statuses: frozenset[Status]

    @property
    def service(self) -> Service:
        """The service behind the action."""
        return USER_SERVICES[self.slug].run

    @property
    def permission(self) -> str:
        """The permission that it requires."""
        return USER_SERVICES[self.slug].permission


DELETE: Final = "delete"
UNLOCK: Final = "unlock"
NOT_ACTIVATED: Final = frozenset({Status.STAGED, Status.PROVISIONED})

USER_ACTIONS: Final = (
    UserAction(
        "send-activation",
        _("Send activation email"),
        _("Activation email sent to {}."),
        _("Sends an email with a link that works for seven days. Earlier links stop working."),
        NOT_ACTIVATED | {Status.DEPROVISIONED},
    ),
    UserAction(
        "activate",
        _("Activate now"),
        _("Activated {}."),
        _("They can sign in at once, without the activation email. Earlier links stop working."),
        NOT_ACTIVATED,
    ),
    UserAction(
        "suspend",
        _("Suspend"),
        _("Suspended {}."),
        _("They’re signed out everywhere and can’t sign in until you unsuspend them."),
        frozenset({Status.ACTIVE}),
    ),
    UserAction(
        "unsuspend",
        _("Unsuspend"),
        _("Unsuspended {}."),
        _("They can sign in again."),
        frozenset({Status.SUSPENDED}),
    ),
    UserAction(
        UNLOCK,
        _("Unlock"),
        _("Unlocked {}."),
        _("They can sign in again. The password doesn’t change."),
        frozenset({Status.LOCKED_OUT, Status.ACTIVE}),
    ),
    UserAction(
        "reset-password",
        _("Reset password"),
        _("Password reset email sent to {}."),
        _(
            "They’re signed out everywhere and get an email. They can’t sign in until they choose "
            "a new password."
        ),
        frozenset({Status.ACTIVE, Status.RECOVERY}),
    ),
    UserAction(
        "expire-password",
        _("Expire password"),
        _("Expired the password of {}."),
        _("They’re signed out everywhere. At the next sign-in they must choose a new password."),
        frozenset({Status.ACTIVE}),
    ),
    UserAction(
        "end-sessions",
        _("End sessions"),
        _("Ended all sessions of {}."),
        _("They’re signed out of every browser."),
        frozenset({Status.ACTIVE}),
    ),
    UserAction(
        "deactivate",
        _("Deactivate"),
        _("Deactivated {}."),
        _("Removes their password, sessions and permissions. Someone else can use the email address."),
        frozenset(Status) - {Status.DEPROVISIONED},
    ),
    UserAction(
        DELETE,
        _("Delete permanently"),
        _("Deleted {} permanently."),
        _("Deletes all personal data. You can’t undo this. The log keeps its events without names."),
        frozenset({Status.DEPROVISIONED}),
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
