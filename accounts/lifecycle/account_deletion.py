"""Deleting one's own account: it is switched off at once, kept for seven days, and then erased.

Nothing runs in between: the status and the time of its change say everything, so whatever is killed half-way
goes on from the rows.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.credentials import challenges, enrollments
from accounts.credentials.challenges import newest_cancel_challenge
from accounts.credentials.sealed_enrollments import restore_enrollment
from accounts.domain.account_ends import AccountEnd
from accounts.domain.administration import check_access
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.lifecycle import Action, Status
from accounts.domain.security_changes import SecurityChangeKind
from accounts.domain.violations import raise_if
from accounts.events.log import Entry, acting, record
from accounts.lifecycle.account_ends import end_account
from accounts.lifecycle.administrator_actions import perform, wrong_status
from accounts.lifecycle.notices import RequestClient, notify_of_deletion, notify_older_address_of_deletion
from accounts.lifecycle.security_changes import record_change
from accounts.models import Challenge, SecurityChange, User
from accounts.profile.rule_memberships import apply_group_rules
from accounts.users.administrators import rank_of, rank_of_actor
from accounts.users.status import change_status, locked

GRACE: Final = timedelta(days=7)
REQUESTED: Final = "user.account.deletion.request"
UNDONE: Final = "user.account.deletion.undo"
_BATCH: Final = 200


def request_deletion(user: User, request_client: RequestClient, now: datetime) -> None:
    """Switch the account off, seal its authenticators and mail the link that keeps it.

    The caller holds the atomic block.

    Raises IllegalTransition when the account is no longer active.
    """
    change = record_change(user, SecurityChangeKind.DELETION, now)
    for row in list(user.enrollments.all()):
        enrollments.remove(row, now, change=change.row)
    change_status(user, Action.REQUEST_DELETION, now)
    end_pending(user, now)
    _mail_link(user, request_client, now)
    notify_older_address_of_deletion(user, request_client, now, change)


def end_pending(user: User, now: datetime) -> None:
    """End an account that can still be kept for some days.

    Its password stays, and its authenticators stay sealed: the undo of the deletion restores them. Those of
    an unverified address go at once, because the link to undo goes to its owner.
    """
    end_account(user, AccountEnd.PENDING_DELETION, now)
    if not user.email_verified:
        end_account(user, AccountEnd.RESET, now)


def resend_cancel_link(user_id: int, request_client: RequestClient, now: datetime) -> bool:
    """Mail a fresh link, the only one that works from now on; return whether there is anything to keep."""
    with transaction.atomic():
        # Deletion and its cancellation lock the user first, too: no deadlock.
        user = locked(user_id)
        if Status(user.status) is not Status.PENDING_DELETION or _ends_at(user) <= now:
            return False
        last = newest_cancel_challenge(user)
        if last is not None:
            challenges.close(last.pk, now)
        _mail_link(user, request_client, now)
    return True


def _mail_link(user: User, request_client: RequestClient, now: datetime) -> None:
    request = challenges.Request(
        ChallengePurpose.LEAVE_UNDO, user.login or "", _ends_at(user) - now, user_id=user.pk
    )
    notify_of_deletion(user, challenges.open_challenge(request, now), request_client, now)


def _ends_at(user: User) -> datetime:
    return (user.status_changed_at or user.created_at) + GRACE


def cancel_deletion(challenge: Challenge, now: datetime) -> bool:
    """Let the user of a link keep the account; return whether this call did it. Everybody signs in anew."""
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).filter(challenge=challenge).first()
        if user is None or Status(user.status) is not Status.PENDING_DELETION:
            return False
        if not challenges.consume(challenge.pk, challenge.serial, now):
            return False
        change_status(user, Action.CANCEL_DELETION, now)
        _restore_authenticators(user)
        if challenge.address == user.login:
            # The link was mailed to the address alone, so this proves it; what was unproved went before.
            User.objects.filter(pk=user.pk).update(email_verified=True)
        record([Entry(UNDONE, user_id=user.public_id), *apply_group_rules(user.pk, now)], now=now)
    return True


def _restore_authenticators(user: User) -> None:
    """Restore what the request sealed. At an unverified address nothing was sealed (``end_pending``)."""
    requests = SecurityChange.objects.filter(user=user, kind=SecurityChangeKind.DELETION.value)
    change = requests.order_by("-pk").first()
    if change is None:
        return
    for kept in change.sealed_enrollments.order_by("pk"):
        restore_enrollment(kept)
    change.sealed_enrollments.all().delete()
    User.objects.filter(pk=user.pk).update(has_authenticators=user.enrollments.exists())


def erase_due(now: datetime) -> int:
    """Delete users whose seven days are over, each in its own atomic block; return how many.

    A user who has become an administrator meanwhile keeps the pending deletion for an owner to review.
    """
    due = User.objects.filter(status=Status.PENDING_DELETION.value, status_changed_at__lte=now - GRACE)
    ids = due.filter(is_staff=False, is_superuser=False).values_list("pk", flat=True)
    return sum(_erase(user_id, now) for user_id in list(ids[:_BATCH]))


def _erase(user_id: int, now: datetime) -> bool:
    with transaction.atomic():
        user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
        if user is None or Status(user.status) is not Status.PENDING_DELETION or _ends_at(user) > now:
            return False
        perform(Action.DEACTIVATE, user_id, actor=None, now=now)
        erase(user_id, actor=None, now=now)
    return True


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
