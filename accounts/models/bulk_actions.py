"""One action on many users: a job, and a row for each user with the result."""

from django.db import models

from accounts.domain.choice import Choice, choices_of
from accounts.domain.messages.entry import gettext_noop as _
from accounts.models.users import User


class ItemState(Choice):
    """What became of the action for one user."""

    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")


class BulkAction(models.Model):
    """One action on the users that an administrator chose. It begins when one confirms it.

    ``started_by`` is the public id of the administrator who did, from ``ip_address`` with ``client``.
    """

    action = models.CharField(max_length=32)
    started_by = models.CharField(max_length=32, blank=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    client = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(db_index=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField()
    done_count = models.PositiveIntegerField(default=0)
    skipped_count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        indexes = (
            models.Index(
                fields=("id",),
                condition=models.Q(started_at__isnull=False, ended_at__isnull=True),
                name="bulk_action_to_do",
            ),
        )

    def __str__(self) -> str:
        return f"{self.action} of {self.total}"


class BulkActionItem(models.Model):
    """The action for one user; ``problems`` are the codes and parameters of why it was skipped."""

    bulk_action = models.ForeignKey(BulkAction, models.CASCADE, related_name="items", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="bulk_action_items")
    state = models.CharField(max_length=8, choices=choices_of(ItemState), default=ItemState.WAITING.value)
    problems = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("bulk_action", "user"), name="one_bulk_action_item_per_user"),
        )
        indexes = (models.Index(fields=("bulk_action", "state", "id"), name="bulk_action_item_by_state"),)

    def __str__(self) -> str:
        return f"{self.bulk_action_id}/{self.user_id}"
