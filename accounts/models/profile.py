"""The profile schema, values that only one user may hold, and questions that users put off."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from accounts.domain.attributes import AttributeType, Permission
from accounts.domain.choice import choices_of
from accounts.domain.events import Target, TargetType
from accounts.models.versions import VersionedModel


class ProfileAttribute(VersionedModel):
    """One attribute of the profile schema, base or custom: see ``accounts.domain.attributes``."""

    key = models.CharField(
        max_length=64,
        unique=True,
        help_text="Identifies the attribute in APIs and configuration files. You can’t change it later.",
    )
    type = models.CharField(max_length=20, choices=choices_of(AttributeType))
    title = models.CharField(max_length=255)
    help = models.CharField(
        "help text", max_length=1024, blank=True, help_text="Shown below the field on forms."
    )
    required = models.BooleanField(default=False)
    min_length = models.PositiveIntegerField("minimum length", null=True, blank=True)
    max_length = models.PositiveIntegerField("maximum length", null=True, blank=True)
    minimum = models.DecimalField(max_digits=30, decimal_places=10, null=True, blank=True)
    maximum = models.DecimalField(max_digits=30, decimal_places=10, null=True, blank=True)
    min_items = models.PositiveIntegerField("minimum number of options", null=True, blank=True)
    max_items = models.PositiveIntegerField("maximum number of options", null=True, blank=True)
    earliest = models.CharField(
        "earliest date", max_length=10, blank=True, help_text="A date such as 2026-01-31, or the word today."
    )
    latest = models.CharField(
        "latest date", max_length=10, blank=True, help_text="A date such as 2026-01-31, or the word today."
    )
    pattern = models.CharField(
        max_length=255, blank=True, help_text="Regular expression (RE2) that the whole value must match."
    )
    pattern_message = models.CharField(
        "message for the pattern",
        max_length=255,
        blank=True,
        help_text="Shown when a value doesn’t match the pattern.",
    )
    options = models.JSONField(default=list, blank=True)
    default = models.JSONField(null=True, blank=True)
    unique = models.BooleanField(default=False, help_text="No two people can have the same value.")
    permission = models.CharField(
        max_length=20,
        choices=choices_of(Permission),
        default=Permission.READ_WRITE.value,
        help_text="What people can do with this attribute in their own profile.",
    )
    sensitive = models.BooleanField(default=False, help_text="Sensitive attributes must be hidden.")
    base = models.BooleanField("base attribute", default=False, editable=False)
    autocomplete = models.CharField(
        max_length=64, blank=True, help_text="HTML autocomplete token for browsers, such as given-name."
    )
    position = models.PositiveIntegerField(default=100, help_text="Lower numbers come first.")

    class Meta:
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.title

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.PROFILE_ATTRIBUTE, self.key)


class UniqueAttributeValue(models.Model):
    """The holder of a value of a unique attribute. The constraint, not a look-up, decides a race."""

    attribute = models.ForeignKey(ProfileAttribute, models.CASCADE)
    value = models.CharField(max_length=512)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unique_values")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("attribute", "value"), name="one_holder_per_unique_value"),
        )

    def __str__(self) -> str:
        return f"{self.attribute_id}={self.value}"


class Postponement(models.Model):
    """How often, and when last, one user put off one thing that can wait."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="postponements")
    what = models.CharField(max_length=40)
    times = models.PositiveIntegerField(default=1)
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=("user", "what"), name="postponement_of_user")
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.user_id}"
