"""A browser in which a user has signed in."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class RememberedDevice(models.Model):
    """One browser of one user, found by the hash of the id in its cookie.

    It counts while its epoch is the user's and its time is not over. ``further_factor_at`` is when a second
    factor was last proved in it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="devices")
    device_hash = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField()
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    further_factor_at = models.DateTimeField(null=True, blank=True)
    client = models.CharField(max_length=120, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("user", "device_hash"), name="device_of_user")
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=("device_hash",), name="device_by_hash")]

    def __str__(self) -> str:
        return f"{self.client} of {self.user_id}"
