"""What a user granted to a client at one moment, and the tokens that came of it."""

from django.conf import settings
from django.db import models
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractDeviceGrant,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)


class Grant(AbstractGrant):
    """One answered authorization request, from its code to the last token.

    ``code`` is a hash. The row stays while any of its tokens may live, so that a code presented twice
    revokes all of them by one statement (``revoked_at``). ``proofs`` are those of the session and epoch
    that answered the request; tokens derive ``amr``, ``acr`` and ``auth_time`` from them. ``issuer`` is
    empty for the organisation's own server. ``ip_address`` is the user's: policies go on using it, since an
    app's server has another. ``session_key_hash`` is known until the grant is saved, and not stored.
    """

    session_key_hash: str = ""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    code = models.CharField(max_length=64, unique=True)
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

    code_challenge_method = None
    claims = None
    resource = None
    created = None
    updated = None

    class Meta:
        indexes = (models.Index(fields=("expires",), name="grant_by_expiry"),)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that were granted."""
        return tuple(self.scope.split())


class AccessToken(AbstractAccessToken):
    """An access token, found by its checksum: reading this table opens nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="access_tokens")
    token_checksum = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    token = None
    source_refresh_token = None
    id_token = None
    resource = None
    created = None
    updated = None

    class Meta:
        indexes = (models.Index(fields=("expires",), name="access_token_by_expiry"),)


class RefreshToken(AbstractRefreshToken):
    """A refresh token, of one use. Those of one grant are a family: reuse of one revokes them all.

    ``revoked`` is the time of use. ``expires`` is the idle limit, and never later than the family's end.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    grant = models.ForeignKey(Grant, models.CASCADE, related_name="refresh_tokens")
    token_checksum = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    created_at = models.DateTimeField()

    token = None
    access_token = None
    token_family = None
    resource = None
    created = None
    updated = None

    class Meta:
        indexes = (models.Index(fields=("expires",), name="refresh_token_by_expiry"),)


class IDToken(AbstractIDToken):
    """Stays empty: an ID token opens nothing, and one that comes back is known by its signature."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")


class DeviceGrant(AbstractDeviceGrant):
    """Stays empty: the device grant is not offered."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
