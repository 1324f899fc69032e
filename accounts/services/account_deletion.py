"""Deleting one's own account: it is switched off at once, kept for seven days, and then erased.

Nothing runs in between: the status and the time of its change say everything, so whatever is killed half-way
goes on from the rows.
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from accounts.domain.account_ends import AccountEnd
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.lifecycle import Action, Status
from accounts.domain.security_changes import SecurityChangeKind
from accounts.events import Entry, record
from accounts.models import Challenge, SecurityChange, User
from accounts.selectors.challenges import newest_cancel_challenge
from accounts.services import challenges, enrollments
from accounts.services.account_ends import end_account
from accounts.services.erasure import erase
from accounts.services.lifecycle import locked, perform
from accounts.services.notices import RequestClient, notify_of_deletion, notify_older_address_of_deletion
from accounts.services.people import change_status
from accounts.services.sealed_enrollments import restore_enrollment
from accounts.services.security_changes import record_change

GRACE: Final = timedelta(days=7)
REQUESTED: Final = "user.account.deletion.request"
UNDONE: Final = "user.account.deletion.undo"
_BATCH: Final = 200


def request_deletion(person: User, request_client: RequestClient, now: datetime) -> None:
    """Switch the account off, seal its authenticators and mail the link that keeps it.

    The caller holds the atomic block.

    Raises IllegalTransition when the account is not active any more.
    """
    change = record_change(person, SecurityChangeKind.DELETION, now)
    for row in list(person.enrollments.all()):
        enrollments.remove(row, now, change=change.row)
    change_status(person, Action.REQUEST_DELETION, now)
    end_pending(person, now)
    _mail_link(person, request_client, now)
    notify_older_address_of_deletion(person, request_client, now, change)


def end_pending(person: User, now: datetime) -> None:
    """End an account that can still be kept for some days.

    Its password stays, and its authenticators stay sealed: the undo of the deletion restores them. Those of
    an unverified address go at once, because the link to undo goes to its owner.
    """
    end_account(person, AccountEnd.PENDING_DELETION, now)
    if not person.email_verified:
        end_account(person, AccountEnd.RESET, now)


def resend_cancel_link(person_id: int, request_client: RequestClient, now: datetime) -> bool:
    """Mail a fresh link, the only one that works from now on; return whether there is anything to keep."""
    with transaction.atomic():
        # Deletion and its cancellation lock the user first, too: no deadlock.
        person = locked(person_id)
        if Status(person.status) is not Status.PENDING_DELETION or _ends_at(person) <= now:
            return False
        last = newest_cancel_challenge(person)
        if last is not None:
            challenges.close(last.pk, now)
        _mail_link(person, request_client, now)
    return True


def _mail_link(person: User, request_client: RequestClient, now: datetime) -> None:
    request = challenges.Request(
        ChallengePurpose.LEAVE_UNDO, person.login or "", _ends_at(person) - now, person_id=person.pk
    )
    notify_of_deletion(person, challenges.open_challenge(request, now), request_client, now)


def _ends_at(person: User) -> datetime:
    return (person.status_changed_at or person.created_at) + GRACE


def cancel_deletion(challenge: Challenge, now: datetime) -> bool:
    """Let the person of a link keep the account; return whether this call did it. Everybody signs in anew."""
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).filter(challenge=challenge).first()
        if person is None or Status(person.status) is not Status.PENDING_DELETION:
            return False
        if not challenges.consume(challenge.pk, challenge.serial, now):
            return False
        change_status(person, Action.CANCEL_DELETION, now)
        _restore_authenticators(person)
        if challenge.address == person.login:
            # The link was mailed to the address alone, so this proves it; what was unproved went before.
            User.objects.filter(pk=person.pk).update(email_verified=True)
        record([Entry(UNDONE, user_id=person.public_id)], now=now)
    return True


def _restore_authenticators(person: User) -> None:
    """Restore what the request sealed. At an unverified address nothing was sealed (``end_pending``)."""
    requests = SecurityChange.objects.filter(person=person, kind=SecurityChangeKind.DELETION.value)
    change = requests.order_by("-pk").first()
    if change is None:
        return
    for kept in change.sealed_enrollments.order_by("pk"):
        restore_enrollment(kept)
    change.sealed_enrollments.all().delete()
    User.objects.filter(pk=person.pk).update(has_authenticators=person.enrollments.exists())


def erase_due(now: datetime) -> int:
    """Delete users whose seven days are over, each in its own atomic block; return how many.

    A user who has become an administrator meanwhile keeps the pending deletion for an owner to review.
    """
    due = User.objects.filter(status=Status.PENDING_DELETION.value, status_changed_at__lte=now - GRACE)
    ids = due.filter(is_staff=False, is_superuser=False).values_list("pk", flat=True)
    return sum(_erase(person_id, now) for person_id in list(ids[:_BATCH]))


def _erase(person_id: int, now: datetime) -> bool:
    with transaction.atomic():
        person = User.objects.select_for_update(no_key=True).filter(pk=person_id).first()
        if person is None or Status(person.status) is not Status.PENDING_DELETION or _ends_at(person) > now:
            return False
        perform(Action.DEACTIVATE, person_id, actor=None, now=now)
        erase(person_id, actor=None, now=now)
    return True
