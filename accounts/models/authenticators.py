"""Authenticator enrollments. No row holds a usable secret."""

from django.conf import settings
from django.db import models

from accounts.domain.authenticators import Authenticator
from accounts.identities import new_public_id

_SEVERAL = models.Q(authenticator=Authenticator.PASSKEY.value)


class Enrollment(models.Model):
    """One authenticator of one user.

    ``data`` is what ``accounts.domain.enrollments.stored_data`` writes; what a statement has to compare or
    change has a column of its own, and the column counts. Password and e-mail have no row: the user's own
    row says whether they are set up.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrollments")
    authenticator = models.CharField(
        max_length=20, choices=[(kind.value, kind.label) for kind in Authenticator]
    )
    label = models.CharField(max_length=100, blank=True)
    data = models.JSONField(default=dict)
    credential_id = models.CharField(max_length=1400, unique=True, null=True, blank=True)
    sign_count = models.PositiveBigIntegerField(default=0)
    backed_up = models.BooleanField(default=False)
    last_step = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user", "authenticator"), condition=~_SEVERAL, name="one_enrollment_of_a_kind"
            ),
        )
        verbose_name = "authenticator enrollment"

    def __str__(self) -> str:
        return f"{self.get_authenticator_display()} of {self.user_id}"


class RecoveryCode(models.Model):
    """One recovery code: a keyed digest, written as ``keyid.digest``."""

    enrollment = models.ForeignKey(Enrollment, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=100)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("enrollment", "digest"), name="one_row_for_a_recovery_code"),
        )

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class AccessCode(models.Model):
    """A temporary access code that an administrator gave out: a keyed digest with an end, used once."""

    enrollment = models.OneToOneField(Enrollment, models.CASCADE, related_name="access_code")
    digest = models.CharField(max_length=100)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="issued_access_codes"
    )
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"access code {self.pk}"


class SpentChallenge(models.Model):
    """A passkey challenge that was answered: there is a row, so it is never accepted again."""

    digest = models.CharField(max_length=64, primary_key=True)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.digest
