"""Identity providers, and the domains that they are trusted for.

An account there that a user has linked is an authenticator enrollment (``accounts.models.Enrollment``).
"""

from django.db import models

from accounts.domain.events import Target, TargetType
from accounts.identities import new_public_id
from accounts.models.versions import VersionedModel
from identity_providers.domain.presets import ProviderKind


class IdentityProvider(VersionedModel):
    """A server whose accounts users can sign in with.

    ``mapping`` is a list of objects with ``claim``, ``attribute`` and ``time``. ``parameters`` hold what
    only one kind needs. ``client_secret`` is encrypted.
    """

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    kind = models.CharField(max_length=20, choices=[(kind.value, kind.label) for kind in ProviderKind])
    label = models.CharField(
        "name", max_length=60, unique=True, help_text="The button says “Continue with” and this name."
    )
    issuer = models.URLField(
        max_length=255, help_text="The address of the provider, as its discovery document names it."
    )
    client_id = models.CharField("client ID", max_length=255)
    client_secret = models.TextField(blank=True, editable=False)
    parameters = models.JSONField(default=dict, blank=True)
    scopes = models.JSONField(default=list, blank=True)
    mapping = models.JSONField("attribute mapping", default=list, blank=True)
    active = models.BooleanField(default=True)
    everywhere = models.BooleanField(
        "show in all applications",
        default=True,
        help_text="If off, only the applications that select this provider show it.",
    )
    creates_accounts = models.BooleanField(
        "allow sign-up",
        default=True,
        help_text="If off, only people who have linked their account can sign in with it.",
    )
    believes_assurance = models.BooleanField(
        "accept its authentication methods",
        default=False,
        help_text="If on, two factors that were verified there (amr) count as two factors here.",
    )
    logo = models.BinaryField(null=True, blank=True)
    logo_type = models.CharField(max_length=20, blank=True, editable=False)
    logo_digest = models.CharField(max_length=16, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers come first.")
    created_at = models.DateTimeField(editable=False)

    class Meta:
        verbose_name = "identity provider"
        verbose_name_plural = "identity providers"
        ordering = ("position", "label")

    def __str__(self) -> str:
        return self.label

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.IDENTITY_PROVIDER, self.public_id)


class TrustedDomain(models.Model):
    """A domain whose addresses one provider may vouch for. No two providers vouch for one domain."""

    provider = models.ForeignKey(IdentityProvider, models.CASCADE, related_name="trusted_domains")
    domain = models.CharField(max_length=253, unique=True)

    class Meta:
        ordering = ("domain",)

    def __str__(self) -> str:
        return self.domain
