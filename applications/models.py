"""What users sign in to, who may, and what they have agreed to."""

from django.conf import settings
from django.db import models

from accounts.domain.events import Target, TargetType
from accounts.identities import new_public_id
from accounts.models import Group
from accounts.models.versions import VersionedModel
from applications.domain import BUILT_IN
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.rules import Kind
from policies.models import Policy


class Application(VersionedModel):
    """An app. The dashboard and the administration are always there.

    ``key`` is public: it is the client id of an OpenID Connect app. ``logo`` holds cleaned SVG or a PNG.
    A policy that an app uses cannot be deleted: the app would silently want less.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    key = models.CharField(max_length=100, unique=True)
    label = models.CharField(max_length=100)
    description = models.CharField(max_length=120, blank=True, help_text="One line below the name.")
    active = models.BooleanField(default=True, help_text="Nobody gets into an app that is switched off.")
    color = models.CharField("colour", max_length=7, blank=True, help_text="Empty: one made from the name.")
    logo = models.BinaryField(null=True, blank=True)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    logo_digest = models.CharField(max_length=16, blank=True, editable=False)
    everyone = models.BooleanField(
        "everybody may use it",
        default=False,
        help_text="If not: the members of these groups, and these people.",
    )
    groups = models.ManyToManyField(Group, blank=True, related_name="applications")
    people = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="applications")
    contact = models.CharField(
        "whom to ask for access", max_length=200, blank=True, help_text="Empty: the support address."
    )
    enrollment_policy = models.ForeignKey(
        ProfileEnrollmentPolicy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="profile enrollment policy",
        help_text="Empty: the default one.",
    )
    authentication_policy = models.ForeignKey(
        Policy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"kind": Kind.AUTHENTICATION.value},
        help_text="Empty: the default authentication policy.",
    )
    consent_required = models.BooleanField(
        "people are asked for their consent",
        default=False,
        help_text="For apps of others: before it learns anything, the person says what it may learn.",
    )
    verified_addresses_only = models.BooleanField(
        default=True, help_text="Nobody gets in before their e-mail address is proved."
    )
    initiate_login_uri = models.URLField(
        "initiate-login URI",
        blank=True,
        help_text="Where a sign-in is started from the dashboard or from a link on another device.",
    )
    email_callback_uri = models.URLField(
        "e-mail callback URI",
        blank=True,
        help_text="For apps with pages of their own: links in mails lead there, with otp and state.",
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower ones come first.")
    in_new_tab = models.BooleanField("opens a new tab", default=False)
    shown = models.BooleanField("on the dashboard", default=True)
    created_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "app"
        verbose_name_plural = "apps"
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
    """What a user lets an app learn. ``scopes`` are names of scopes, sorted.

    ``withdrawn_at``: whatever was granted to the app before is over.
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
