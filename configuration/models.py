"""Versions of policies."""

from typing import ClassVar

from django.db import models


class PolicyVersion(models.Model):
    """A policy as a change left it. Users are named by their public ids, everything else by its name.

    The first version is the policy before its first change; it has no author.
    """

    section = models.CharField(max_length=40)
    policy = models.CharField(max_length=32)
    number = models.PositiveIntegerField()
    entry = models.JSONField()
    actor_type = models.CharField(max_length=10, blank=True)
    actor_id = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["policy", "-number"]
        constraints = (models.UniqueConstraint(fields=("policy", "number"), name="one_version_of_a_number"),)

    def __str__(self) -> str:
        return f"{self.policy} #{self.number}"
