"""What people report about their own account."""

from datetime import datetime
from typing import Final

from accounts.events import Entry, record
from accounts.models import User

REPORTED: Final = "user.account.report_suspicious_activity_by_enduser"


def report_strange_sign_in(person: User, event_id: int, now: datetime) -> None:
    """Record that a user does not recognise a sign-in."""
    record(
        [Entry(REPORTED, person_id=person.pk, actor_id=person.pk, target=f"event:{event_id}")],
        now=now,
    )
