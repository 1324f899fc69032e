"""oauthlib's endpoints with the grants that this server offers and no other."""

from collections.abc import Mapping
from typing import Any, Final

from oauthlib.oauth2.rfc6749 import errors
from oauthlib.oauth2.rfc6749.endpoints import AuthorizationEndpoint, TokenEndpoint
from oauthlib.oauth2.rfc6749.grant_types import AuthorizationCodeGrant as PlainCodeGrant
from oauthlib.oauth2.rfc6749.grant_types.authorization_code import code_challenge_method_s256
from oauthlib.oauth2.rfc6749.tokens import BearerToken
from oauthlib.openid.connect.core.grant_types import AuthorizationCodeGrant, RefreshTokenGrant

from oidc.protocol.registration import GrantType
from oidc.protocol.request_validator import AuthorizationValidator

_METHODS: Final = {"S256": code_challenge_method_s256}


class _CodeGrant(PlainCodeGrant):
    """The code grant, with S256 as the only method of PKCE (RFC 9700 §2.1.1)."""

    _code_challenge_methods = _METHODS

    def validate_token_request(self, request: Any) -> None:
        request.interaction = False
        super().validate_token_request(request)

    def validate_code_challenge(self, challenge: str, challenge_method: str, verifier: str) -> bool:
        if not super().validate_code_challenge(challenge, challenge_method, verifier):
            raise errors.InvalidGrantError(description="PKCE verification failed.")
        return True


class _InteractionGrant(_CodeGrant):
    """The code grant under its other name, for codes of an app's own pages."""

    def validate_token_request(self, request: Any) -> None:
        request.interaction, request.code = True, getattr(request, "interaction_code", None)
        request.grant_type = GrantType.CODE.value
        PlainCodeGrant.validate_token_request(self, request)


class _WithIdToken(AuthorizationCodeGrant):
    """A code grant that adds an ID token."""

    def __init__(self, target: PlainCodeGrant) -> None:
        self.proxy_target = target
        self.register_token_modifier(self.add_id_token)
        self.custom_validators.post_auth.append(self.openid_authorization_validator)


class _Bearer(BearerToken):
    """Bearer tokens, with a refresh token only where the validator allows one."""

    def create_token(self, request: Any, refresh_token: bool = False, **kwargs: Any) -> Any:
        stays = refresh_token and self.request_validator.allows_refresh(request)
        return super().create_token(request, refresh_token=stays, **kwargs)


class AuthorizationServer(AuthorizationEndpoint):
    """The authorization endpoint of one request."""

    def __init__(self, validator: AuthorizationValidator) -> None:
        code = _WithIdToken(_CodeGrant(validator))
        code.custom_validators.pre_auth.append(validator.check_challenge)
        super().__init__("code", None, {"code": code})

    def validate(self, parameters: Mapping[str, str]) -> tuple[tuple[str, ...], Any]:
        """Return the scopes that can be granted, and the client. Raises oauthlib's OAuth2Error."""
        # As a body: of an address the library would parse the query fourteen times.
        scopes, info = self.validate_authorization_request("", body=dict(parameters))
        return tuple(dict.fromkeys(scopes)), info["request"].client


class TokenServer(TokenEndpoint):
    """The token endpoint of one request.

    Besides what oauthlib asks for, the validator answers ``check_grant``, the last check before anything
    is made, ``allows_refresh``, ``access_token`` and ``refresh_token``.
    """

    def __init__(self, validator: Any) -> None:
        grants = {
            GrantType.CODE.value: _WithIdToken(_CodeGrant(validator)),
            GrantType.INTERACTION.value: _WithIdToken(_InteractionGrant(validator)),
            GrantType.REFRESH.value: RefreshTokenGrant(validator),
        }
        for grant in grants.values():
            grant.custom_validators.post_token.append(validator.check_grant)
        bearer = _Bearer(validator, validator.access_token, _lifetime, validator.refresh_token)
        super().__init__(GrantType.CODE.value, bearer, grants)


def _lifetime(request: Any) -> int:
    return int(request.client.access_seconds)
