"""The system log: events, the refusals of a minute that is not over, and the personal side of both."""

from functools import reduce
from operator import or_
from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import F, Q

from accounts.domain.events import SCHEMA_VERSION

OUTCOMES = (("success", "Success"), ("failure", "Failure"))
APPEND_ONLY = "An event is never changed after it was written."


class EventContext(models.Model):
    """The personal side of events: emptied when a user is deleted, the events stay."""

    ip_address = models.GenericIPAddressField(null=True, blank=True)
    client = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(
                fields=("ip_address",),
                condition=Q(ip_address__isnull=False),
                name="event_context_by_address",
            ),
        )

    def __str__(self) -> str:
        return f"context {self.pk}"


class EventColumns(models.Model):
    """What an event says, by opaque ids only: no foreign key leads to a user (ADR 0044)."""

    type = models.CharField(max_length=80)
    reason = models.CharField(max_length=80, blank=True)
    actor_type = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=100, blank=True)
    user_id = models.CharField(max_length=32, blank=True)
    targets = models.JSONField(default=list)
    transaction_id = models.CharField(max_length=32, blank=True)
    detail = models.JSONField(default=dict)
    context = models.ForeignKey(EventContext, models.PROTECT, null=True, blank=True)
    occurred_at = models.DateTimeField("time", db_index=True)

    class Meta:
        abstract = True


class AppendOnly(models.QuerySet["Event"]):
    """A queryset that adds rows and changes none.

    ``alternatives``: conditions of which each row meets one. Each alone is answered by an index in the order
    of time, which all of them together are not (``accounts.batches.first_rows``). ``at_least``: so many rows
    are known to be found, which need not be counted.
    """

    alternatives: tuple[Q, ...] = ()
    at_least = 0

    def one_of(self, *alternatives: Q) -> "AppendOnly":
        """Return the events that meet one of the conditions; none without a condition."""
        found = self.filter(reduce(or_, alternatives, Q(pk__in=())))
        found.alternatives = alternatives
        return found

    def _clone(self) -> "AppendOnly":
        clone: AppendOnly = super()._clone()  # type: ignore[misc]
        clone.alternatives = self.alternatives
        return clone

    def update(self, **columns: Any) -> NoReturn:
        """Refuse to change rows."""
        raise TypeError(APPEND_ONLY)


class Event(EventColumns):
    """One thing that happened, in the past tense (``accounts.domain.event_words``)."""

    uuid = models.UUIDField(unique=True, editable=False)
    # The reference of the transaction that pages show, without its hyphen.
    transaction_reference = models.CharField(
        max_length=8, blank=True, default="", db_default="", editable=False
    )
    # With choices the filter of the administration asks no table for its values.
    outcome = models.CharField(max_length=10, default="success", choices=OUTCOMES)
    schema_version = models.PositiveSmallIntegerField(default=SCHEMA_VERSION)

    objects = AppendOnly.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]
        permissions = (("export_event", "Can export the log as a file"),)
        indexes = (
            models.Index(fields=("user_id", "-occurred_at", "-id"), name="event_of_user"),
            # What a user did to others. What users did to themselves is found by the index above.
            models.Index(
                fields=("actor_id", "-occurred_at", "-id"),
                name="event_by_other",
                condition=~Q(actor_id=F("user_id")),
            ),
            # Finds events by the id of their transaction too: shorter than an index of ids.
            models.Index(
                fields=("transaction_reference",),
                condition=~Q(transaction_reference=""),
                name="event_by_reference",
            ),
            models.Index(fields=("type", "-occurred_at", "-id"), name="event_of_type"),
            models.Index(
                fields=("-occurred_at", "-id"), condition=Q(outcome="failure"), name="event_that_failed"
            ),
        )

    def __str__(self) -> str:
        return self.type

    def save(self, *args: Any, **options: Any) -> None:
        """Insert the row. Raises TypeError for one that exists."""
        if not self._state.adding:
            raise TypeError(APPEND_ONLY)
        super().save(*args, **options)

    @property
    def count(self) -> int:
        """How many refusals the event stands for; one for everything else."""
        return int(self.detail.get("count", 1))


class RefusalCount(EventColumns):
    """Equal refusals of one minute; they become one event when the minute is over."""

    uuid = models.UUIDField(primary_key=True, editable=False)
    count = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.type} × {self.count}"


class EventSeal(models.Model):
    """The seal of a closed range of events, which outlives them (``accounts.domain.event_seals``)."""

    number = models.PositiveBigIntegerField(primary_key=True)
    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField()
    count = models.PositiveIntegerField()
    newest_at = models.DateTimeField()
    sealed_at = models.DateTimeField()
    key_id = models.CharField(max_length=32)
    previous = models.CharField(max_length=64, blank=True)
    ordered = models.CharField(max_length=64)
    unordered = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_key_id = models.CharField(max_length=32, blank=True, default="")
    removal_mac = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        indexes = (
            # Retention removes the oldest ranges first.
            models.Index(
                fields=("newest_at", "number"),
                condition=Q(removed_at__isnull=True),
                name="event_seal_to_remove",
            ),
        )

    def __str__(self) -> str:
        return f"{self.number}:{self.mac}"


class TaskPosition(models.Model):
    """How far a task has come that goes through many rows, a part at a time; also its lock."""

    task = models.CharField(max_length=64, primary_key=True)
    last_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.task}: {self.last_id}"
