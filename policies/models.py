"""One default row of each kind; ordered policies and rules come on top of them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from policies.domain.outcomes import LIFETIME_MINUTES, LONGEST_MINIMUM, SHORTEST_MINIMUM


class PasswordPolicy(models.Model):
    """What a new password must be like."""

    name = models.CharField(max_length=100, default="Default password policy")
    min_length = models.PositiveSmallIntegerField(
        "shortest password (characters)",
        default=15,
        validators=[MinValueValidator(SHORTEST_MINIMUM), MaxValueValidator(LONGEST_MINIMUM)],
        help_text="15 is NIST's minimum for a password used alone; 8 is the lowest possible.",
    )
    refuse_common = models.BooleanField("refuse common passwords", default=True)
    refuse_personal = models.BooleanField("refuse parts of the name and address", default=True)

    class Meta:
        verbose_name = "password policy"
        verbose_name_plural = "password policy"

    def __str__(self) -> str:
        return self.name


class GlobalSessionPolicy(models.Model):
    """How long a session lasts."""

    name = models.CharField(max_length=100, default="Default global session policy")
    idle_minutes = models.PositiveIntegerField("ends when unused for (minutes)", default=120)
    absolute_minutes = models.PositiveIntegerField("ends at the latest after (minutes)", default=1440)

    class Meta:
        verbose_name = "global session policy"
        verbose_name_plural = "global session policy"

    def __str__(self) -> str:
        return self.name


class AccountProtection(models.Model):
    """Switches that guard every flow."""

    enumeration_prevention = models.BooleanField(
        "hide whether an account exists",
        default=False,
        help_text="Sign-up then answers everybody with “check your email”; the holder of a taken address is "
        "told by mail. The note about unknown usernames is hidden too. Needs email verification at sign-up.",
    )
    challenge_minutes = models.PositiveSmallIntegerField(
        "emailed codes and links work for (minutes)",
        default=10,
        validators=[MinValueValidator(LIFETIME_MINUTES[0]), MaxValueValidator(LIFETIME_MINUTES[1])],
    )

    class Meta:
        verbose_name = "account protection"
        verbose_name_plural = "account protection"

    def __str__(self) -> str:
        return "Account protection"
