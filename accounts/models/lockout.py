"""Wrong passwords in a row, and the ones that were used before."""

from django.conf import settings
from django.db import models


class PasswordFailures(models.Model):
    """Wrong passwords at one address from one counter since the last right one; times are epoch seconds.

    The key is a digest of purpose, counter and address: the table holds no address, and an unknown address
    is counted like any other. ``failures`` is the present run, ``total`` all of them.
    """

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField()
    total = models.PositiveIntegerField()
    locked_until = models.FloatField(null=True)
    last_at = models.FloatField(db_index=True)

    def __str__(self) -> str:
        return self.key


class PasswordHistory(models.Model):
    """The hash of a password that was replaced, kept only while a password policy asks for it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="old_passwords")
    password_hash = models.CharField(max_length=255)
    replaced_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("user", "-replaced_at", "-id"), name="old_password_of_user"),)

    def __str__(self) -> str:
        return f"old password of {self.user_id}"
