"""One row that changes whenever an administrator changes anything that is read into snapshots."""

from django.db import models


class ConfigurationVersion(models.Model):
    """The token is random, not counted: a rolled-back change can never look like another one.

    ``changes`` are the newest versions, oldest first: each token with the areas that changed by it.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    token = models.CharField(max_length=32)
    changes = models.JSONField(default=list, db_default=[], editable=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.token


class AdminAccessLink(models.Model):
    """A one-time link that ``manage.py admin_access`` printed: hashed, ten minutes, used once."""

    token_hash = models.CharField(max_length=64, unique=True)
    address = models.CharField(max_length=254)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"access link {self.pk}"
