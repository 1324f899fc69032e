"""What people sign in to."""

from django.db import models

from policies.domain.rules import Kind
from policies.models import Policy


class Application(models.Model):
    """An app. The dashboard and the administration are always there.

    A policy that an app uses cannot be deleted: the app would silently want less.
    """

    key = models.CharField(max_length=100, unique=True)
    label = models.CharField(max_length=100)
    authentication_policy = models.ForeignKey(
        Policy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Kind.AUTHENTICATION.value},
        help_text="Empty: the default authentication policy.",
    )

    class Meta:
        ordering = ("label",)

    def __str__(self) -> str:
        return self.label
