"""An app as OAuth sees it."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from oauth2_provider.models import AbstractApplication

from accounts.models.versions import VersionedModel
from applications.models import Application
from oidc.domain.grants import DEFAULT_GRANT_TYPES, GrantType
from oidc.domain.redirects import is_registered, with_path
from oidc.domain.scopes import SCOPES


def default_grant_types() -> list[str]:
    """Return what a new client may do."""
    return list(DEFAULT_GRANT_TYPES)


def default_scopes() -> list[str]:
    """Return what a new client may ask for."""
    return list(SCOPES)


class Client(AbstractApplication, VersionedModel):  # type: ignore[django-manager-missing] # untyped library
    """The OAuth client of an app: redirect URIs, grant types, scopes and lifetimes.

    ``client_id`` is the app's key. URIs and origins are separated by white space, as the library keeps
    them. ``native`` is for a program on a user's own machine, which listens on any free port (RFC 8252
    §7.3). Lifetimes are in seconds. Secrets are rows of their own, so that two are valid during a rotation.
    """

    client_id = models.CharField("client ID", max_length=100, unique=True, editable=False)
    application = models.OneToOneField(Application, models.CASCADE, related_name="client")
    grant_types = models.JSONField(default=default_grant_types)
    scopes = models.JSONField(default=default_scopes, help_text="What the app may ask for.")
    pkce_required = models.BooleanField(
        "require PKCE", default=False, help_text="Public clients always need it, whatever is set here."
    )
    native = models.BooleanField("runs on people's own machines", default=False)
    access_seconds = models.PositiveIntegerField("lifetime of access tokens", default=600)
    refresh_seconds = models.PositiveIntegerField("lifetime of refresh tokens", default=30 * 24 * 3600)
    refresh_idle_seconds = models.PositiveIntegerField(
        "time after which an unused refresh token is over", default=7 * 24 * 3600
    )
    backchannel_logout_uri = models.URLField("back-channel logout URI", blank=True)
    created_at = models.DateTimeField()

    user = None
    name = None
    client_secret = None
    hash_client_secret = None
    skip_authorization = None
    authorization_grant_type = None
    algorithm = None
    registration_source = None
    cimd_expires_at = None
    created = None
    updated = None

    class Meta:
        ordering = ("client_id",)

    def __str__(self) -> str:
        return str(self.client_id)

    def clean(self) -> None:
        """Leave the checks to ``oidc.services.clients``: the library's know other fields."""

    @property
    def public(self) -> bool:
        """Return whether it keeps no secret: a page in a browser, or a program on a user's machine."""
        return bool(self.client_type == self.CLIENT_PUBLIC)

    @property
    def requires_pkce(self) -> bool:
        """Whether a request without a code challenge is refused (RFC 9700 §2.1.1)."""
        return self.public or self.pkce_required

    @property
    def draws_forms(self) -> bool:
        """Whether its own pages draw the forms of the IDX API."""
        return self.allows_grant_type(GrantType.INTERACTION.value)

    @property
    def access_lifetime(self) -> timedelta:
        return timedelta(seconds=self.access_seconds)

    @property
    def refresh_lifetime(self) -> timedelta:
        return timedelta(seconds=self.refresh_seconds)

    @property
    def refresh_idle(self) -> timedelta:
        return timedelta(seconds=self.refresh_idle_seconds)

    def allows_grant_type(self, *grant_types: str) -> bool:
        """Whether it is registered for one of these, by their names on the wire."""
        return not set(grant_types).isdisjoint(self.grant_types)

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Whether this very URI is registered."""
        return is_registered(uri, self.redirect_uris.split(), any_loopback_port=self.native and self.public)

    def post_logout_redirect_uri_allowed(self, uri: str) -> bool:
        """Whether a browser may be sent there after a logout. An empty path is the same as a slash."""
        registered = map(with_path, self.post_logout_redirect_uris.split())
        return is_registered(with_path(uri), registered, any_loopback_port=self.native and self.public)

    def origin_allowed(self, origin: str) -> bool:
        """Whether pages of this origin may read answers."""
        return origin in self.allowed_origins.split()


class ClientSecret(models.Model):
    """A secret of a confidential client, shown once and stored as a digest.

    It is random and of 256 bits: a plain SHA-256 resists guessing and costs a request no slow hash.
    ``expires_at`` is set when another replaces it.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="secrets")
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"secret of {self.client_id}"


class ClientSession(models.Model):
    """An app with tokens of a session: it is notified when that session ends (back-channel logout).

    ``sid`` is that of the session. The row outlives it, until the app was notified. ``tries`` counts failed
    deliveries, and ``next_try_at`` is the time of the next one.
    """

    client = models.ForeignKey(Client, models.CASCADE, related_name="sessions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sid = models.CharField(max_length=32, db_index=True)
    issuer = models.CharField(max_length=20, blank=True)
    last_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("client", "sid"), name="one_client_session_per_sid"),)

    def __str__(self) -> str:
        return f"session of {self.client_id}"
