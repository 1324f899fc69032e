"""What users report about their own account."""

from datetime import datetime
from typing import Final

from accounts.domain.events import Target, TargetType
from accounts.events.log import Entry, record
from accounts.models import Event, User

REPORTED: Final = "user.account.report_suspicious_activity_by_enduser"


def report_unrecognized_sign_in(user: User, event: Event, now: datetime) -> None:
    """Record that the user does not recognise a sign-in."""
    target = Target(TargetType.EVENT, str(event.uuid))
    record([Entry(REPORTED, user_id=user.public_id, targets=(target,))], now=now)
