"""Deleting a user permanently: personal data goes, events stay and name no one."""

from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.domain.account_ends import AccountEnd
from accounts.domain.administration import check_access
from accounts.domain.lifecycle import Action, Status
from accounts.events import Entry, acting, record
from accounts.models import User
from accounts.selectors.administrators import rank_of, rank_of_actor
from accounts.services.account_ends import end_account
from accounts.services.lifecycle import locked, perform, wrong_status
from accounts.services.refusals import raise_if

DELETED: Final = "user.lifecycle.delete"


def delete_user(user_id: int, *, actor: User | None, now: datetime) -> User:
    """Deactivate a user, or delete a deactivated one permanently: it takes two calls.

    Raises ValidationFailed.

    The returned user has no primary key after deletion.
    """
    with transaction.atomic():
        user = locked(user_id)
        if Status(user.status) is Status.DEPROVISIONED:
            return erase(user_id, actor=actor, now=now)
        return perform(Action.DEACTIVATE, user_id, actor=actor, now=now)


def erase(user_id: int, *, actor: User | None, now: datetime) -> User:
    """Delete a deactivated user. Raises ValidationFailed for any other status."""
    with transaction.atomic():
        user = locked(user_id)
        raise_if(check_access(rank_of_actor(actor), rank_of(user)))
        if Status(user.status) is not Status.DEPROVISIONED:
            raise wrong_status(user)
        end_account(user, AccountEnd.DELETION, now)
        record([Entry(DELETED, user_id=user.public_id, actor=acting(actor))], now=now)
        user.delete()
    return user
