"""What happened: the system log, the support timeline and the sign-up funnel read these rows."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class EventContext(models.Model):
    """The personal side of events: emptied when a person is deleted, the events stay."""

    address = models.CharField(max_length=254, blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    client = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"context {self.pk}"


class Event(models.Model):
    """One thing that happened, in the past tense (``accounts.domain.event_words``). No personal values."""

    type = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10, default="success")
    code = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="events"
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="acts"
    )
    transaction_id = models.CharField(max_length=32, blank=True, db_index=True)
    target = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    context = models.ForeignKey(EventContext, models.SET_NULL, null=True, blank=True)
    count = models.PositiveIntegerField(default=1)
    aggregate = models.CharField(max_length=160, null=True, blank=True, unique=True)
    occurred_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        indexes = (models.Index(fields=("person", "-id"), name="event_of_person"),)

    def __str__(self) -> str:
        return self.type
