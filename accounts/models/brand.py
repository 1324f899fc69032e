"""How the hosted pages and the mails look and who they say they are."""

from django.db import models

from accounts.domain.colors import DEFAULT_ACCENT, DEFAULT_COLOR
from accounts.domain.events import Target, TargetType
from accounts.identities import new_public_id
from accounts.models.versions import VersionedModel


class Brand(VersionedModel):
    """One brand; for now there is one row."""

    public_id = models.CharField(max_length=32, unique=True, default=new_public_id, editable=False)
    key = models.SlugField(max_length=32, unique=True, default="default")
    name = models.CharField(max_length=60, default="Orchard")
    color = models.CharField("primary color", max_length=7, default=DEFAULT_COLOR)
    accent = models.CharField("accent color", max_length=7, default=DEFAULT_ACCENT)
    logo = models.TextField(blank=True)
    support_email = models.EmailField(blank=True)
    postal_address = models.CharField(max_length=200, blank=True)
    help_url = models.URLField("help URL", blank=True)
    privacy_url = models.URLField("privacy policy URL", blank=True)
    terms_url = models.URLField("terms of service URL", blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def event_target(self) -> Target:
        """How events name the row."""
        return Target(TargetType.BRAND, self.public_id)
