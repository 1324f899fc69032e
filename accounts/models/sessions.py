"""Sessions, and the browsers that users have signed in from."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Session(models.Model):
    """One session, found by the hash of its key: reading this table opens no session.

    ``further`` says that two factors were proved for it, ``persistent`` that its cookie outlives the
    browser. ``sid`` is its name for applications: it stays when further proofs renew the key. ``bindings``
    are hashes of the browser bindings under which it began, newest first: transactions that other tabs
    began under them belong to this browser (ADR 0035). ``upstream`` is the hash of the session at an identity
    provider from which it follows.
    """

    key_hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="sessions"
    )
    epoch = models.PositiveIntegerField(default=0)
    sid = models.CharField(max_length=32, blank=True, db_default="", default="", db_index=True)
    proofs = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    upstream = models.CharField(max_length=64, blank=True, db_default="", default="")
    bindings = models.JSONField(default=list, db_default=[])
    further = models.BooleanField(default=False, db_default=False)
    persistent = models.BooleanField(default=False, db_default=False)
    device_id = models.CharField(max_length=128, blank=True)
    client = models.CharField("browser", max_length=120, blank=True)
    ip_address = models.GenericIPAddressField("IP address", null=True, blank=True)
    created_at = models.DateTimeField("started")
    last_seen_at = models.DateTimeField("last used")
    idle_seconds = models.PositiveIntegerField()
    idle_expires_at = models.DateTimeField("ends if unused")
    expires_at = models.DateTimeField("ends at the latest", db_index=True)

    class Meta:
        # No index on what changes with every visit (``last_seen_at``): it would be written each time.
        indexes = (
            models.Index(fields=("created_at", "key_hash"), name="session_by_start"),
            models.Index(fields=("ip_address",), name="session_by_network_address"),
            models.Index(fields=("upstream",), condition=~models.Q(upstream=""), name="session_by_upstream"),
        )

    def __str__(self) -> str:
        return f"session of {self.user_id}"


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
