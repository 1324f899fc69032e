"""Applications, the consents of users, and how often users open each application."""

from django.conf import settings
from django.db import models

from accounts.domain.events import Target, TargetType
from accounts.identities import new_public_id
from accounts.models import Group
from accounts.models.versions import VersionedModel
from applications.domain import BUILT_IN
from enrollment.models import ProfileEnrollmentPolicy
from identity_providers.models import IdentityProvider
from policies.domain.rules import Kind
from policies.models import Policy


class Application(VersionedModel):
    """An application. The dashboard and the administration are always there.

    ``key`` is public: it is the client id of an OpenID Connect app. ``logo`` holds cleaned SVG or a PNG.
    A policy that an application uses can't be deleted: its requirements would silently drop.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    key = models.CharField("client ID", max_length=100, unique=True)
    label = models.CharField("name", max_length=100)
    description = models.CharField(max_length=120, blank=True, help_text="One line, shown below the name.")
    active = models.BooleanField(default=True, help_text="No one can open an inactive application.")
    color = models.CharField(
        "color", max_length=7, blank=True, help_text="Leave empty to derive a color from the name."
    )
    logo = models.BinaryField(null=True, blank=True)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    logo_digest = models.CharField(max_length=16, blank=True, editable=False)
    everyone = models.BooleanField(
        "available to everyone",
        default=False,
        help_text="If off, only the groups and people listed below can use the application.",
    )
    groups = models.ManyToManyField(Group, blank=True, related_name="applications")
    identity_providers = models.ManyToManyField(
        IdentityProvider,
        blank=True,
        related_name="applications",
        help_text="Providers shown in addition to those that all applications show.",
    )
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="applications")
    contact = models.CharField(
        "contact for access requests",
        max_length=200,
        blank=True,
        help_text="Leave empty to use the support email address.",
    )
    enrollment_policy = models.ForeignKey(
        ProfileEnrollmentPolicy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="profile enrollment policy",
        help_text="Leave empty to use the default policy.",
    )
    authentication_policy = models.ForeignKey(
        Policy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Kind.AUTHENTICATION.value},
        help_text="Leave empty to use the default authentication policy.",
    )
    consent_required = models.BooleanField(
        "require consent",
        default=False,
        help_text="For third-party applications: people approve which data the application can access.",
    )
    verified_addresses_only = models.BooleanField(
        "require a verified email",
        default=True,
        help_text="People must verify their email address before they can use the application.",
    )
    initiate_login_uri = models.URLField(
        "initiate login URI",
        blank=True,
        help_text="The dashboard, and links opened on another device, start a sign-in here.",
    )
    email_callback_uri = models.URLField(
        "email callback URI",
        blank=True,
        help_text="For custom sign-in pages: links in emails lead here, with otp and state.",
    )
    position = models.PositiveSmallIntegerField(
        "position on the dashboard", default=0, help_text="Lower numbers come first."
    )
    in_new_tab = models.BooleanField("open in a new tab", default=False)
    shown = models.BooleanField("show on the dashboard", default=True)
    created_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "application"
        verbose_name_plural = "applications"
        ordering = ("position", "label")

    def __str__(self) -> str:
        return self.label

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.APPLICATION, self.key)

    @property
    def built_in(self) -> bool:
        """Whether it is the dashboard or the administration."""
        return self.key in BUILT_IN


class Consent(models.Model):
    """A user's consent to the scopes of an application (sorted names).

    Grants from before ``withdrawn_at`` are void.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="consents")
    application = models.ForeignKey(Application, models.CASCADE, related_name="consents")
    scopes = models.JSONField(default=list)
    granted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "application"), name="one_consent_per_app"),)

    def __str__(self) -> str:
        return f"consent of {self.user_id}"


class Use(models.Model):
    """How often a user has gone to an app, and when last: the dashboard sorts by it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="uses")
    application = models.ForeignKey(Application, models.CASCADE, related_name="uses")
    times = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "application"), name="one_use_per_app"),)

    def __str__(self) -> str:
        return f"use by {self.user_id}"


class Pin(models.Model):
    """An app that a user wants first on the dashboard."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="pins")
    application = models.ForeignKey(Application, models.CASCADE, related_name="pins")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "application"), name="one_pin_per_app"),)

    def __str__(self) -> str:
        return f"pin of {self.user_id}"
