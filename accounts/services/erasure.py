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


def delete_user(person_id: int, *, actor: User | None, now: datetime) -> User:
    """Deactivate a user, or delete a deactivated one permanently: it takes two calls.

    Raises ValidationFailed.

    The returned user has no primary key after deletion.
    """
    with transaction.atomic():
        person = locked(person_id)
        if Status(person.status) is Status.DEPROVISIONED:
            return erase(person_id, actor=actor, now=now)
        return perform(Action.DEACTIVATE, person_id, actor=actor, now=now)


def erase(person_id: int, *, actor: User | None, now: datetime) -> User:
    """Delete a deactivated user. Raises ValidationFailed for any other status."""
    with transaction.atomic():
        person = locked(person_id)
        raise_if(check_access(rank_of_actor(actor), rank_of(person)))
        if Status(person.status) is not Status.DEPROVISIONED:
            raise wrong_status(person)
        end_account(person, AccountEnd.DELETION, now)
        record([Entry(DELETED, user_id=person.public_id, actor=acting(actor))], now=now)
        person.delete()
    return person
