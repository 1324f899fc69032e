"""The keys that tokens are signed with."""

from django.db import models


class SigningKey(models.Model):
    """An RSA key. Its private half is encrypted (``ENCRYPTION_KEYS``), its public half is published.

    It is published from the start, signs from ``active_from`` on until a newer one does, and stays published
    after ``retired_at`` until the longest-lived token that it signed is over.
    """

    kid = models.CharField(max_length=43, primary_key=True)
    sealed = models.TextField()
    public_jwk = models.JSONField()
    created_at = models.DateTimeField()
    active_from = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("active_from",)

    def __str__(self) -> str:
        return self.kid
