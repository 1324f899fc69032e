"""Taking a change of address back, by whoever still reads the mail of the old one."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.domain.lifecycle import MAY_SIGN_IN, Status
from accounts.events import Entry, record
from accounts.models import Challenge, User
from accounts.services.challenges import consume
from accounts.services.sessions import CLEARED

RESTORED = "user.account.restore_primary_email"
# A thief of the address may have asked to be deleted, too: its owner gets the mails again, and can stay.
_KEEPS_ADDRESS = MAY_SIGN_IN | {
    Status.LOCKED_OUT,
    Status.PASSWORD_EXPIRED,
    Status.RECOVERY,
    Status.LEAVING,
}


def take_back(challenge: Challenge, now: datetime) -> bool:
    """Give the person the old address again and end everything that is signed in. Return whether it worked.

    It does not when somebody else has the address by now, or the person may not sign in any more.
    """
    try:
        with transaction.atomic():
            if not consume(challenge.pk, challenge.serial, now):
                return False
            _end_later_links(challenge, now)
            allowed = [status.value for status in _KEEPS_ADDRESS]
            person = User.objects.filter(challenge=challenge, status__in=allowed)
            changes = {"login": challenge.address, "email": challenge.address, "email_verified": True}
            if not person.update(security_epoch=F("security_epoch") + 1, **changes):
                return False
            happened = [Entry(RESTORED, person_id=challenge.person_id)]
            record([*happened, Entry(CLEARED, person_id=challenge.person_id)], now=now)
    except IntegrityError:
        return False
    return True


def _end_later_links(challenge: Challenge, now: datetime) -> None:
    """What was changed after this change is taken back with it: addresses on the way have no say any more."""
    later = Challenge.objects.filter(
        person=challenge.person_id, purpose=challenge.purpose, pk__gt=challenge.pk
    )
    later.filter(used_at=None, closed_at=None).update(closed_at=now)
