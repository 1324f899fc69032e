"""Undoing a takeover: the owner of the older address puts back what stood before a change (ADR 0030)."""

from collections import defaultdict
from datetime import datetime
from enum import StrEnum
from typing import Final

from django.db import IntegrityError, OperationalError, transaction

from accounts.credentials.challenges import consume
from accounts.credentials.sealed_enrollments import restore_enrollment
from accounts.domain.account_ends import AccountEnd
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Action, IllegalTransition
from accounts.events.log import Entry, record
from accounts.lifecycle.account_ends import end_account
from accounts.lifecycle.security_changes import end_undo_links
from accounts.lifecycle.unverified_accounts import close_unverified_account
from accounts.models import Challenge, Enrollment, Group, Membership, SealedEnrollment, SecurityChange, User
from accounts.profile.rule_memberships import apply_group_rules
from accounts.sessions.lifetime import CLEARED
from accounts.users.groups import join, joining_events
from accounts.users.lookup import public_ids
from accounts.users.status import change_status, locked, no_password

UNDONE: Final = "user.account.undo_security_changes"
RESTORED: Final = "user.account.restore_primary_email"


class UndoResult(StrEnum):
    """What came of an undo link."""

    DONE = "done"
    SPENT = "spent"
    ADDRESS_TAKEN = "address_taken"


class _AddressTaken(Exception):
    """Another account has the older address by now."""


def changes_since(challenge: Challenge) -> tuple[SecurityChange, ...]:
    """Return what the link would undo, oldest first; nothing where its change is over."""
    first = SecurityChange.objects.filter(challenge=challenge).first()
    if first is None:
        return ()
    return tuple(SecurityChange.objects.filter(user_id=first.user_id, pk__gte=first.pk).order_by("pk"))


def undo(challenge: Challenge, now: datetime) -> UndoResult:
    """Undo every change since the link's, end everything that is signed in, and expire the password.

    It opens no session: the owner goes on with a recovery by the older mailbox. Where another account has
    that address by now, nothing changes and the link stays.
    """
    for last in (False, False, True):
        try:
            with transaction.atomic():
                return _undo(challenge, now)
        except OperationalError:
            # A submission that holds an authenticator waits for the user's row: the database ends one.
            if last:
                raise
        except _AddressTaken:
            return UndoResult.ADDRESS_TAKEN
        except IllegalTransition:
            break
    return UndoResult.SPENT


def _undo(challenge: Challenge, now: datetime) -> UndoResult:
    if challenge.user_id is None:
        return UndoResult.SPENT
    # Held first, as by every change: of an undo and a change at once the second sees the first.
    user = locked(challenge.user_id)
    changes = changes_since(challenge)
    if not changes or not consume(challenge.pk, challenge.serial, now):
        return UndoResult.SPENT
    moved = user.login != challenge.address
    if moved:
        _free_address(challenge.address, now)
    _put_back_authenticators(user, changes)
    _rejoin_groups(user, changes, now)
    change_status(user, Action.UNDO, now)
    end_account(user, AccountEnd.TAKEOVER_UNDO, now)
    display = next(
        (security_change.email for security_change in changes if security_change.login == challenge.address),
        "",
    )
    columns = {
        "login": challenge.address,
        "email": display or (user.email if not moved else challenge.address),
        "email_verified": True,
        "password": no_password(),
        "undone_at": now,
        "has_authenticators": user.enrollments.exists(),
    }
    try:
        with transaction.atomic():
            User.objects.filter(pk=user.pk).update(**columns)
    except IntegrityError as error:
        # The login is the one unique column among these: it was given away since it was looked at.
        raise _AddressTaken from error
    end_undo_links(user.pk, now, after=challenge.pk)
    SecurityChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    types = [UNDONE, *([RESTORED] if moved else []), CLEARED]
    undone = [Entry(type, user_id=user.public_id) for type in types]
    record([*undone, *apply_group_rules(user.pk, now)], now=now)
    return UndoResult.DONE


def _free_address(address: str, now: datetime) -> None:
    """Close an account that holds the address unverified: the link proves the mailbox.

    Raises _AddressTaken for any other holder.
    """
    holder = User.objects.select_for_update(no_key=True).filter(login=address).first()
    if holder is None:
        return
    if not holder.is_claim:
        raise _AddressTaken
    close_unverified_account(holder, now)


def _rejoin_groups(user: User, changes: tuple[SecurityChange, ...], now: datetime) -> None:
    """Give back the memberships that the changed addresses lost."""
    left = defaultdict[str, set[int]](set)
    for group_id, policy_id in (membership for change in changes for membership in change.left_groups):
        left[policy_id].add(group_id)
    left_ids = {group_id for group_ids in left.values() for group_id in group_ids}
    kept_group_ids = set(
        Membership.objects.filter(user=user, group__in=left_ids).values_list("group_id", flat=True)
    )
    groups = public_ids(Group, left_ids)
    rejoined = [group for group_id, group in groups.items() if group_id not in kept_group_ids]
    for policy_id, group_ids in left.items():
        join(user, groups.keys() & group_ids, policy_id, now)
    record(joining_events(user, rejoined), now=now)


def _put_back_authenticators(user: User, changes: tuple[SecurityChange, ...]) -> None:
    """Remove the authenticators added by the changes, and restore those removed by them."""
    added = {change.added for change in changes if change.added}
    codes = Enrollment.objects.filter(
        user=user, authenticator=Authenticator.ACCESS_CODE.value, created_at__gte=changes[0].at
    )
    codes.delete()
    Enrollment.objects.filter(user=user, public_id__in=added).delete()
    sealed = SealedEnrollment.objects.filter(change__in=[change.pk for change in changes])
    for kept in sealed.exclude(public_id__in=added).order_by("pk"):
        restore_enrollment(kept)
