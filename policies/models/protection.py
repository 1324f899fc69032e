"""Switches that guard every flow: one row."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from accounts.models.versions import VersionedModel
from policies.domain.protection import LIFETIME_MINUTES


class AccountProtection(VersionedModel):
    """Enumeration prevention, the lifetime of emailed codes, and notices."""

    hide_at_sign_in = models.BooleanField(
        "hide at sign-in whether an account exists",
        default=False,
        help_text="Everybody is asked the same questions; the note about unknown usernames is hidden.",
    )
    hide_at_recovery = models.BooleanField(
        "hide at recovery whether an account exists",
        default=False,
        help_text="Everybody is told to check their email; only people with an account get one.",
    )
    hide_at_sign_up = models.BooleanField(
        "hide at sign-up whether an account exists",
        default=False,
        help_text="Sign-up then answers everybody with “check your email”; the holder of a taken address is "
        "told by mail. Needs email verification at sign-up.",
    )
    challenge_minutes = models.PositiveSmallIntegerField(
        "emailed codes and links work for (minutes)",
        default=10,
        validators=[MinValueValidator(LIFETIME_MINUTES[0]), MaxValueValidator(LIFETIME_MINUTES[1])],
    )
    new_device_mail = models.BooleanField("tell people by mail of a sign-in with a new device", default=True)

    class Meta:
        verbose_name = "account protection"
        verbose_name_plural = "account protection"

    def __str__(self) -> str:
        return "Account protection"
