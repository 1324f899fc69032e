"""The checks of an authorization request that oauthlib asks for (RFC 6749 §4.1.1)."""

import re
from typing import Any, Final, Protocol

from oauthlib.oauth2.rfc6749 import errors
from oauthlib.openid import RequestValidator

from oidc.protocol.claims import OPENID, grantable
from oidc.protocol.registration import GrantType

NO_OPENID: Final = "The client is not registered for the scope openid."
_CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class RegisteredClient(Protocol):
    """The part of a client that a request is compared with."""

    @property
    def client_id(self) -> str: ...

    @property
    def scopes(self) -> Any: ...

    @property
    def requires_pkce(self) -> bool: ...

    def redirect_uri_allowed(self, uri: str) -> bool: ...

    def allows_grant_type(self, grant_type: str) -> bool: ...


class AuthorizationValidator(RequestValidator):
    """Validator of one authorization request. ``client`` is the one of its ``client_id``.

    ``grant_type`` is what the request leads to: a code, or an interaction code for an app with pages of its
    own.
    """

    def __init__(self, client: RegisteredClient | None, grant_type: GrantType = GrantType.CODE) -> None:
        super().__init__()
        self.client, self.grant_type = client, grant_type

    def validate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        request.client = self.client
        return self.client is not None and self.client.client_id == client_id

    def get_default_redirect_uri(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> str | None:
        """Return nothing: an authorization request names its redirect URI."""
        return None

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return bool(request.client.redirect_uri_allowed(redirect_uri))

    def validate_response_type(
        self,
        client_id: str,
        response_type: str,
        client: RegisteredClient,
        request: Any,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        if response_type != "code":
            raise errors.UnsupportedResponseTypeError(request=request)
        return client.allows_grant_type(self.grant_type)

    def validate_scopes(
        self,
        client_id: str,
        scopes: list[str],
        client: RegisteredClient,
        request: Any,
        *args: Any,
        **kwargs: Any,
    ) -> bool:
        """Keep the scopes that can be granted; refuse the loss of ``openid``, which brings the ID token."""
        request.scopes = list(grantable(scopes, client.scopes))
        if OPENID in scopes and OPENID not in request.scopes:
            raise errors.InvalidScopeError(description=NO_OPENID, request=request)
        return bool(request.scopes)

    def get_default_scopes(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        return []

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        return self.grant_type is GrantType.INTERACTION or bool(request.client.requires_pkce)

    def check_challenge(self, request: Any) -> dict[str, Any]:
        """Refuse a challenge that is no S256 hash, and a method without one (RFC 7636 §4.2)."""
        if request.code_challenge is None and request.code_challenge_method is not None:
            # Half of a pair: the other half was lost on the way, or taken out (RFC 9700 §4.8).
            raise errors.InvalidRequestError(
                description="There is a code_challenge_method without a code_challenge.", request=request
            )
        if request.code_challenge is not None and not _CHALLENGE.fullmatch(request.code_challenge):
            raise errors.InvalidRequestError(
                description="The code_challenge is not a base64url SHA-256.", request=request
            )
        return {}

    def validate_silent_login(self, request: Any) -> bool:
        """Leave the check of the session to ``/authorize``."""
        return True

    def validate_silent_authorization(self, request: Any) -> bool:
        """Leave it to ``/authorize`` whether a page would have to be shown."""
        return True

    def validate_user_match(self, id_token_hint: str, scopes: Any, claims: Any, request: Any) -> bool:
        """Leave the hint to ``/authorize``, which knows who is signed in."""
        return True
