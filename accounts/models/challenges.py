"""A request to prove an address. The code and the link are derived from the row, never stored in it."""

from django.conf import settings
from django.db import models

from accounts.domain.challenges import ChallengePurpose
from accounts.identities import new_public_id


class Challenge(models.Model):
    """One challenge, with its budget of attempts for the newest mail (``serial``).

    ``transaction_id`` and ``address`` bind it: a code or link counts for that transaction and that address
    only. A decoy behaves the same in every way but is never met. One that was not ``mailed`` accepts the code
    of the newest mail to its address instead (ADR 0039).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    purpose = models.CharField(
        max_length=16, choices=[(purpose.value, purpose.label) for purpose in ChallengePurpose]
    )
    address = models.CharField(max_length=254)
    key_id = models.CharField(max_length=32)
    serial = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    decoy = models.BooleanField(default=False)
    mailed = models.BooleanField(default=True)
    transaction_id = models.CharField(max_length=32, blank=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("expires_at",), name="challenge_by_expiry"),
            models.Index(fields=("address", "purpose"), name="challenge_by_address"),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.public_id}"


class Budget(models.Model):
    """The uses of a hard limit within its long period: pairs of a time and a network's mark.

    Times are microseconds since the epoch. The key is a digest of purpose, purse and subject: the table
    holds no address.
    """

    key = models.CharField(max_length=64, primary_key=True)
    uses = models.JSONField(default=list)
    ends_at = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return self.key
