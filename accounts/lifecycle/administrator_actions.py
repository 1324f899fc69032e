"""Administrators' actions on accounts, such as suspending, unlocking and deactivating.

Each is one atomic block. An action that revokes access raises the security epoch in the same UPDATE as the
status, which ends sessions, transactions and trusted devices at once. Without an actor, a command on the
server itself acts.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import F

from accounts.credentials import lockout
from accounts.domain.account_ends import AccountEnd
from accounts.domain.administration import ENDS_ACCESS, check_access, check_action
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.lifecycle import Action, IllegalTransition, Status
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.lifecycle.account_ends import end_account
from accounts.models import Challenge, User
from accounts.users.administrators import owners_beside, rank_of, rank_of_actor
from accounts.users.status import change_status, locked

EVENTS: Final[Mapping[Action, str]] = {
    Action.COMPLETE: "user.lifecycle.activate",
    Action.SUSPEND: "user.lifecycle.suspend",
    Action.UNSUSPEND: "user.lifecycle.unsuspend",
    Action.UNLOCK: "user.account.unlock",
    Action.EXPIRE_PASSWORD: "user.account.expire_password",
    Action.DEACTIVATE: "user.lifecycle.deactivate",
}
# An administrator completes an activation, not a recovery or a password change: those wait for the user.
_COMPLETES: Final = frozenset({Status.STAGED, Status.PROVISIONED})
NO_PASSWORD: Final = Violation("", "ssr.person.no_password")


def perform(action: Action, user_id: int, *, actor: User | None, now: datetime) -> User:
    """Do one of ``EVENTS`` to a user. Raises ValidationFailed."""
    with transaction.atomic():
        user = locked(user_id)
        cleared = action is Action.UNLOCK and lockout.clear_both(user.login or "")
        if action is Action.UNLOCK and cleared and user.is_active:
            raise_if(check_access(rank_of_actor(actor), rank_of(user)))  # only strangers were locked out
        else:
            move(user, action, actor=actor, now=now)
        if action is Action.COMPLETE:
            close_invitations(user, now)
        record([entry(EVENTS[action], user, actor)], now=now)
    return user


def move(user: User, action: Action, *, actor: User | None, now: datetime) -> None:
    """Move a locked row to the action's status, if actor, status and credentials allow it.

    Raises ValidationFailed.
    """
    left = owners_beside(user)
    raise_if(check_action(rank_of_actor(actor), rank_of(user), action, owners_left=left))
    if action is Action.COMPLETE and Status(user.status) not in _COMPLETES:
        raise wrong_status(user)
    if action is Action.EXPIRE_PASSWORD and not user.has_password:
        raise ValidationFailed([NO_PASSWORD])
    try:
        change_status(user, action, now, raise_epoch=action in ENDS_ACCESS)
        if action is Action.DEACTIVATE:
            end_account(user, AccountEnd.DEACTIVATION, now)
    except IllegalTransition as illegal:
        raise wrong_status(user) from illegal


def entry(type: str, user: User, actor: User | None, variant: str = "") -> Entry:
    """Return the event of an action on a user."""
    detail = {"variant": variant} if variant else {}
    return Entry(type, user_id=user.public_id, actor=acting(actor), detail=detail)


def wrong_status(user: User) -> ValidationFailed:
    """Return the refusal of something that the user's status does not allow."""
    return ValidationFailed([Violation("", "ssr.person.status", (user.status,))])


def close_invitations(user: User, now: datetime) -> None:
    """End every activation link that is still out there."""
    Challenge.objects.filter(
        user=user, purpose=ChallengePurpose.ACTIVATION, used_at=None, closed_at=None
    ).update(closed_at=now)


def end_sessions(user_id: int, *, actor: User | None, now: datetime) -> User:
    """End everything that was made under the user's present epoch. Raises ValidationFailed."""
    with transaction.atomic():
        user = locked(user_id)
        raise_if(check_access(rank_of_actor(actor), rank_of(user)))
        User.objects.filter(pk=user.pk).update(security_epoch=F("security_epoch") + 1)
        record([entry("user.session.clear", user, actor)], now=now)
    return user
