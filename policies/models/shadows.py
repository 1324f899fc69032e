"""Drafts that are tried in the shadow, and what they would have decided differently."""

from django.db import models

from accounts.domain.choice import choices_of
from policies.domain.shadow import ShadowEnd
from policies.models.policies import Policy


class PolicyShadow(models.Model):
    """The trial of a draft beside the policies in force. A draft has the newest one only."""

    draft = models.OneToOneField(Policy, models.CASCADE, related_name="shadow")
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    end = models.CharField(max_length=10, blank=True, choices=choices_of(ShadowEnd))

    class Meta:
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"Shadow of {self.draft_id}"


class ShadowAttempt(models.Model):
    """One attempt that a shadow looked at.

    ``user`` and ``transaction`` are public ids. ``differences`` are lists of a reason and its details, empty
    where nothing would have been different; ``rule`` decided in the shadow.
    """

    shadow = models.ForeignKey(PolicyShadow, models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    user = models.CharField(max_length=32, blank=True)
    transaction = models.CharField(max_length=32)
    rule = models.TextField(blank=True)
    differences = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.transaction
