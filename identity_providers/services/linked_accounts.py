"""The linked accounts of a provider, over all users."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import Exists, OuterRef, QuerySet

from accounts.credentials import enrollments
from accounts.domain.authenticators import Authenticator
from accounts.events.log import acting
from accounts.models import Enrollment, User

BATCH: Final = 200
MAX_COUNTED: Final = 1000
NO_PASSWORD: Final = "!"
"""What Django writes before a password that can't be used."""


@dataclass(frozen=True, slots=True)
class LinkCounts:
    """Counts of linked accounts, each up to a limit.

    ``stranded`` are those of users with neither a password nor a passkey.
    """

    linked: int
    stranded: int


def linked_accounts(public_id: str) -> QuerySet[Enrollment]:
    """Return the enrollments of accounts at a provider. An index of the model serves this."""
    return Enrollment.objects.filter(
        authenticator=Authenticator.IDENTITY_PROVIDER.value, data__provider=public_id
    )


def count_links(public_id: str) -> LinkCounts:
    """Return the counts that a confirmation shows."""
    rows = linked_accounts(public_id)
    passkeys = Enrollment.objects.filter(user=OuterRef("user"), authenticator=Authenticator.PASSKEY.value)
    without = rows.filter(~Exists(passkeys), user__password__startswith=NO_PASSWORD)
    return LinkCounts(rows[:MAX_COUNTED].count(), without[:MAX_COUNTED].count())


def remove_linked_accounts(public_id: str, *, actor: User | None, now: datetime) -> int:
    """Delete the linked accounts, each with its event; return how many there were."""
    removed = 0
    while batch := list(linked_accounts(public_id).order_by("pk")[:BATCH]):
        removed += sum(enrollments.remove(row, now, actor=acting(actor)) for row in batch)
    return removed
