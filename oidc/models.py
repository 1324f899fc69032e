"""Clients, their grants and tokens, and the signing keys. No column holds a secret in clear."""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from accounts.domain.events import Target, TargetType
from accounts.models.versions import VersionedModel
from applications.models import Application
from flows.transaction_rows import proof_of
from oidc.protocol.claims import SCOPES
from oidc.protocol.redirects import is_registered, with_path
from oidc.protocol.registration import DEFAULT_GRANT_TYPES, GrantType
from policies.domain.assurance import Evidence


def default_grant_types() -> list[str]:
    """Return the grant types of a new client."""
    return list(DEFAULT_GRANT_TYPES)


def default_scopes() -> list[str]:
    """Return the scopes of a new client."""
    return list(SCOPES)


class Client(VersionedModel):
    """The OAuth client of an app: redirect URIs, grant types, scopes and lifetimes.

    ``client_id`` is the app's key. URIs and origins are separated by white space. ``native`` is for a
    program on a user's own machine, which listens on any free port (RFC 8252 §7.3). Lifetimes are in
    seconds. Secrets are rows of their own, so that two are valid during a rotation.
    """

    CLIENT_CONFIDENTIAL = "confidential"
    CLIENT_PUBLIC = "public"
    CLIENT_TYPES = ((CLIENT_CONFIDENTIAL, "Confidential"), (CLIENT_PUBLIC, "Public"))

    client_id = models.CharField("client ID", max_length=100, unique=True, editable=False)
    application = models.OneToOneField(Application, models.CASCADE, related_name="client")
    client_type = models.CharField(max_length=32, choices=CLIENT_TYPES)
    redirect_uris = models.TextField("redirect URIs", blank=True)
    post_logout_redirect_uris = models.TextField("post-logout redirect URIs", blank=True)
    allowed_origins = models.TextField(blank=True)
    grant_types = models.JSONField(default=default_grant_types)
    scopes = models.JSONField(default=default_scopes, help_text="Scopes that the application can request.")
    pkce_required = models.BooleanField(
        "require PKCE", default=False, help_text="Public clients always need PKCE, whatever is set here."
    )
    native = models.BooleanField("native application", default=False)
    access_seconds = models.PositiveIntegerField("access token lifetime", default=600)
    refresh_seconds = models.PositiveIntegerField("refresh token lifetime", default=30 * 24 * 3600)
    refresh_idle_seconds = models.PositiveIntegerField("refresh token idle timeout", default=7 * 24 * 3600)
    backchannel_logout_uri = models.URLField("back-channel logout URI", blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("client_id",)

    def __str__(self) -> str:
        return self.client_id

    @property
    def event_target(self) -> Target:
        """The app as events name it: its key is the ``client_id``."""
        return Target(TargetType.APPLICATION, self.client_id)

    @property
    def public(self) -> bool:
        """Whether it has no secret: a page in a browser, or a program on a user's machine."""
        return self.client_type == self.CLIENT_PUBLIC

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

    def allows_grant_type(self, grant_type: str) -> bool:
        """Whether it is registered for a grant type, by its name on the wire."""
        return grant_type in self.grant_types

    def redirect_uri_allowed(self, uri: str) -> bool:
        """Whether exactly this URI is registered."""
        return is_registered(uri, self.redirect_uris.split(), any_loopback_port=self.native and self.public)

    def post_logout_redirect_uri_allowed(self, uri: str) -> bool:
        """Whether a browser may be sent there after a logout. An empty path is the same as a slash."""
        registered = map(with_path, self.post_logout_redirect_uris.split())
        return is_registered(with_path(uri), registered, any_loopback_port=self.native and self.public)

    def origin_allowed(self, origin: str) -> bool:
        """Whether pages of this origin may read responses."""
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


class Grant(models.Model):
    """One answered authorization request, from its code to the last token.

    ``code`` is a hash, good until ``expires_at``. The row stays while any of its tokens may live, so that a
    code presented twice revokes all of them by one statement (``revoked_at``). ``proofs`` are those of the
    session and epoch that answered the request; tokens derive ``amr``, ``acr`` and ``auth_time`` from them.
    ``issuer`` is empty for the organisation's own server. ``ip_address`` is the user's: policies go on using
    it, since an app's server has another. Two values are no columns: ``session_key_hash`` is known until the
    grant is saved, and ``withdrawn_at`` (the end of the user's consent to the app) is read with the grant.
    """

    session_key_hash: str = ""
    withdrawn_at: datetime | None

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="grants")
    code = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    redirect_uri = models.TextField()
    scope = models.TextField(blank=True)
    code_challenge = models.CharField(max_length=128, blank=True)
    nonce = models.TextField(blank=True)
    epoch = models.PositiveIntegerField()
    sid = models.CharField(max_length=32, blank=True, db_index=True)
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    issuer = models.CharField(max_length=20, blank=True)
    proofs = models.JSONField(default=list)
    auth_time = models.DateTimeField()
    transaction_id = models.CharField(max_length=32, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("expires_at",), name="grant_by_expiry"),)

    def __str__(self) -> str:
        return f"grant to {self.client_id}"

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that were granted."""
        return tuple(self.scope.split())

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The proofs of the session that answered the request."""
        proofs = (replace(proof_of(stored), here=False) for stored in self.proofs)
        if self.user.is_staff:
            # A provider's word for two factors never counts for administrators.
            proofs = (replace(proof, multifactor=False) for proof in proofs)
        return tuple(proof.evidence() for proof in proofs)


class AccessToken(models.Model):
    """An access token, found by its checksum: reading this table opens nothing."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="access_tokens")
    token_checksum = models.CharField(max_length=64, unique=True)
    scope = models.TextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"access token of grant {self.grant_id}"


class RefreshToken(models.Model):
    """A refresh token, of one use. Those of one grant are a family: reuse of one revokes them all.

    ``expires_at`` is the idle limit, and never later than the family's end.
    """

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="refresh_tokens")
    token_checksum = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"refresh token of grant {self.grant_id}"


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
