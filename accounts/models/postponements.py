"""What a user has put off."""

from typing import ClassVar

from django.conf import settings
from django.db import models


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
