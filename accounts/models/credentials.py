"""Challenges, authenticators, and the counters of attempts at passwords. No row holds a code or a link."""

from django.conf import settings
from django.db import models
from django.db.models.fields.json import KeyTransform

from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.choice import choices_of
from accounts.identities import new_public_id


class Challenge(models.Model):
    """One challenge, with its budget of attempts for the newest mail (``serial``).

    ``transaction_id`` and ``address`` bind it: a code or link counts for that transaction and that address
    only. A decoy behaves the same in every way but is never met. One that was not ``mailed`` accepts the code
    of the newest mail to its address instead (ADR 0039).
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    purpose = models.CharField(max_length=16, choices=choices_of(ChallengePurpose))
    address = models.CharField(max_length=254)
    key_id = models.CharField(max_length=32)
    serial = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=5)
    sent_at = models.DateTimeField("sent")
    expires_at = models.DateTimeField("expires")
    used_at = models.DateTimeField("used", null=True, blank=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True)
    decoy = models.BooleanField(default=False)
    mailed = models.BooleanField(default=True)
    transaction_id = models.CharField(max_length=32, blank=True, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("expires_at",), name="challenge_by_expiry"),
            models.Index(fields=("address", "purpose"), name="challenge_by_address"),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.public_id}"


class Budget(models.Model):
    """The uses of a hard limit within its long period: pairs of a time and a network's mark.

    Times are microseconds since the epoch. The key is a digest of purpose, purse and subject: the table
    holds no address.
    """

    key = models.CharField(max_length=64, primary_key=True)
    uses = models.JSONField(default=list)
    ends_at = models.BigIntegerField(db_index=True)

    class Meta:
        verbose_name = "attempt counter"

    def __str__(self) -> str:
        return self.key


_LINKED = models.Q(authenticator=Authenticator.IDENTITY_PROVIDER.value)
_SEVERAL = models.Q(authenticator=Authenticator.PASSKEY.value) | _LINKED


class Enrollment(models.Model):
    """One authenticator of one user.

    ``data`` is what ``accounts.domain.enrollments.stored_data`` writes; what a statement has to compare or
    change has a column of its own, and the column counts. Password and email have no row: the user's own
    row says whether they are set up.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrollments")
    authenticator = models.CharField(max_length=20, choices=choices_of(Authenticator))
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
        indexes = (
            # Of one provider's linked accounts, when it is changed or deleted.
            models.Index(
                KeyTransform("provider", "data"), condition=_LINKED, name="linked_account_by_provider"
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
