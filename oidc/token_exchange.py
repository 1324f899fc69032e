"""The token endpoint: a code or a refresh token becomes tokens (RFC 6749 §3.2)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from django.utils import timezone
from oauthlib.oauth2.rfc6749 import errors
from oauthlib.openid import RequestValidator

from accounts.domain.events import Actor, ActorType
from accounts.events.log import FAILURE, Entry, record_refusal
from accounts.identities import new_public_id, new_secret
from applications.selectors import withdrawn_at
from flows import authorization_result
from oidc.grant_status import GrantInvalid, GrantStatus, subject_of, validate_grant
from oidc.grants import (
    GRANTED,
    REUSED,
    AlreadyRedeemed,
    IssuedTokens,
    grant_for,
    grant_of,
    refresh_token,
    revoke,
    save_first,
    save_next,
)
from oidc.issuers import endpoint_url, issuer_url
from oidc.models import Client, Grant, RefreshToken
from oidc.protocol.claims import OFFLINE, claims, grantable, in_order, shorten
from oidc.protocol.parameters import describe
from oidc.protocol.registration import GrantType
from oidc.protocol.server import TokenServer
from oidc.protocol.tokens import (
    ACCESS_TOKEN_TYPE,
    ID_TOKEN_TYPE,
    AuthenticationDetails,
    Occasion,
    access_claims,
    acr,
    amr,
    id_claims,
    provider_of,
)
from oidc.signing_keys import signing_key_set

CODE_INVALID: Final = "The code is unknown, used or expired."
REFRESH_INVALID: Final = "The refresh token is unknown, used or expired."
NO_CHALLENGE: Final = "There is a code_verifier, but the authorization request had no code_challenge."
OVER: Final = "The person may no longer use this app, or has to sign in again."
NOT_GRANTED: Final = "A scope is not among those that were granted."
NAMES: Final = (
    *("grant_type", "code", "interaction_code", "redirect_uri"),
    *("code_verifier", "refresh_token", "scope"),
)
"""The parameters that oauthlib receives: it makes each an attribute of its request."""


def exchange(parameters: Mapping[str, str], client: Client, issuer: str) -> tuple[str, int]:
    """Answer a token request of an authenticated client; return the JSON and the status."""
    validator = TokenValidator(client, issuer)
    known = {name: parameters[name] for name in NAMES if parameters.get(name)}
    try:
        _, body, status = TokenServer(validator).create_token_response("", body=known)
    except errors.OAuth2Error as error:
        body, status = error.json, error.status_code
    if status == HTTPStatus.OK:
        return body, status
    answer = json.loads(body)
    _record_error(validator, answer["error"])
    fallback = NOT_GRANTED if answer["error"] == "invalid_scope" else None
    answer["error_description"] = describe(answer["error"], answer.get("error_description") or fallback)
    return json.dumps(answer), status


@dataclass(slots=True)
class TokenRequestState:
    """The grant of a token request, found while it is validated."""

    grant: Grant
    used: RefreshToken | None = None
    status: GrantStatus = field(default_factory=GrantStatus)


class TokenValidator(RequestValidator):
    """Validator of one token request of an authenticated client, on our rows.

    ``reason`` is why a grant is invalid. oauthlib keeps the order of the checks; storage, policy and the
    contents of tokens are decided here. Errors are raised with a description instead of returning False.
    """

    def __init__(self, client: Client, issuer: str) -> None:
        super().__init__()
        self.client, self.issuer, self.now = client, issuer, timezone.now()
        self.progress: TokenRequestState | None = None
        self.reason = ""

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        return True

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Take the client that the view has authenticated."""
        request.client = self.client
        return True

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        return self.client.requires_pkce

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return client.allows_grant_type(
            GrantType.INTERACTION if getattr(request, "interaction", False) else grant_type
        )

    def validate_code(
        self, client_id: str, code: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        grant = self._granted(code, client) or (self._earned(code, client) if request.interaction else None)
        if grant is None or grant.expires_at <= self.now:
            raise errors.InvalidGrantError(description=CODE_INVALID, request=request)
        self.progress = TokenRequestState(grant)
        request.scopes, request.user = list(grant.scopes), grant.user
        return True

    def _granted(self, code: str, client: Client) -> Grant | None:
        """Return the grant of a code. A code that is used again revokes its grant."""
        grant = grant_of(code)
        if grant is None or not self._is_of(grant, client):
            return None
        if grant.used_at is not None or grant.revoked_at is not None:
            revoke(grant, client, self.now, REUSED)
            return None
        return grant

    def _earned(self, code: str, client: Client) -> Grant | None:
        """Return the grant of an interaction code, which is saved when the code is redeemed."""
        earned = authorization_result.of_code(code, self.now)
        if earned is None or earned.answered or earned.request.client_id != client.client_id:
            return None
        grant = grant_for(earned, client, code, self.now)
        grant.withdrawn_at = withdrawn_at(grant.user_id, client.client_id)
        return grant if grant.scope and self._is_of(grant, client) else None

    def _is_of(self, grant: Grant, client: Client) -> bool:
        return grant.client_id == client.pk and grant.issuer == self.issuer

    def get_code_challenge(self, code: str, request: Any) -> str | None:
        """Return the challenge of the authorization request. A verifier without one is refused.

        The challenge was taken out of the request on its way here (RFC 9700 §4.8.2).
        """
        challenge = str(self._state(request).grant.code_challenge)
        if not challenge and request.code_verifier is not None:
            raise errors.InvalidGrantError(description=NO_CHALLENGE, request=request)
        return challenge or None

    def get_code_challenge_method(self, code: str, request: Any) -> str:
        return "S256"

    def get_default_redirect_uri(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> str | None:
        """Return the redirect URI of an interaction code, whose clients may omit it.

        No browser carried the code there, or one did from an identity provider; the code verifier binds it.
        For any other code RFC 6749 §4.1.3 demands the URI.
        """
        interaction = getattr(request, "interaction", False) and self.progress is not None
        return str(self._state(request).grant.redirect_uri) if interaction else None

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Client, request: Any, *a: Any, **kw: Any
    ) -> bool:
        if redirect_uri != self._state(request).grant.redirect_uri:
            raise errors.InvalidGrantError(
                description="The redirect_uri is not that of the authorization request.", request=request
            )
        return True

    def validate_refresh_token(
        self, refresh_token_shown: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        row, now = refresh_token(refresh_token_shown), self.now
        if row is None or not self._is_of(row.grant, client):
            raise errors.InvalidGrantError(description=REFRESH_INVALID, request=request)
        if row.used_at is not None:
            revoke(row.grant, client, now, REUSED)
        if row.used_at is not None or row.expires_at <= now:
            raise errors.InvalidGrantError(description=REFRESH_INVALID, request=request)
        self.progress, request.user = TokenRequestState(row.grant, used=row), row.grant.user
        return True

    def get_original_scopes(self, refresh_token: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        """Return the granted scopes that the client is still registered for."""
        return [scope for scope in self._state(request).grant.scopes if scope in request.client.scopes]

    def is_within_original_scope(
        self, request_scopes: list[str], refresh_token: str, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Compare with the granted scopes; scopes that cannot be granted are ignored."""
        kept = grantable(request_scopes, request.client.scopes)
        request.scopes = list(kept)
        return bool(kept) and set(kept) <= set(self._state(request).grant.scopes)

    def check_grant(self, request: Any) -> None:
        """Check that the grant is valid today, last of all checks."""
        progress = self._state(request)
        try:
            progress.status = validate_grant(progress.grant, request.client.client_id, self.now)
        except GrantInvalid as over:
            self.reason = over.reason.value
            raise errors.InvalidGrantError(description=OVER, request=request) from over

    def rotate_refresh_token(self, request: Any) -> bool:
        return True

    def allows_refresh(self, request: Any) -> bool:
        """Whether a refresh token is issued."""
        grant = self._state(request).grant
        return OFFLINE in grant.scopes and request.client.allows_grant_type(GrantType.REFRESH)

    def access_token(self, request: Any) -> str:
        """Return a signed access token."""
        grant = self._state(request).grant
        scopes, lifetime = in_order(request.scopes), request.client.access_lifetime
        claim_values = access_claims(self._occasion(request), grant.user.public_id, scopes, lifetime)
        return signing_key_set().sign(claim_values, ACCESS_TOKEN_TYPE, self.now)

    def refresh_token(self, request: Any) -> str:
        """Return a new refresh token."""
        return new_secret()

    def get_authorization_code_nonce(self, client_id: str, code: str, redirect_uri: str, request: Any) -> str:
        """Return nothing: ``get_id_token`` takes the nonce from the grant."""
        return ""

    def get_id_token(self, token: dict[str, Any], token_handler: Any, request: Any) -> str:
        progress, now = self._state(request), self.now
        grant, proofs = progress.grant, progress.grant.evidence
        userinfo = endpoint_url(self.issuer, "userinfo")
        about = shorten(claims(subject_of(grant.user, progress.status), request.scopes), userinfo)
        signed_in = AuthenticationDetails(
            grant.auth_time, amr(proofs, now), acr(proofs, now), grant.sid, provider_of(proofs)
        )
        claim_values = id_claims(self._occasion(request), about, signed_in, token["access_token"])
        # Core 1.0 §12.2: an ID token that comes with a refresh has none.
        nonce = {"nonce": grant.nonce} if grant.nonce and progress.used is None else {}
        return signing_key_set().sign({**claim_values, **nonce}, ID_TOKEN_TYPE, now)

    def _occasion(self, request: Any) -> Occasion:
        issuer = issuer_url(self.issuer)
        return Occasion(issuer, request.client.client_id, self.now, new_public_id())

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        progress, now = self._state(request), self.now
        issued = IssuedTokens(
            progress.grant,
            request.client,
            token["access_token"],
            token["scope"],
            token.get("refresh_token", ""),
        )
        try:
            if progress.used is None:
                save_first(issued, now)
            else:
                save_next(issued, progress.used, now)
        except AlreadyRedeemed:
            redeemed = progress.grant if progress.grant.pk else grant_of(request.code)
            if redeemed is not None:
                revoke(redeemed, request.client, now, REUSED)
            description = CODE_INVALID if progress.used is None else REFRESH_INVALID
            raise errors.InvalidGrantError(description=description, request=request) from None

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Any, *a: Any, **kw: Any
    ) -> None:
        """Do nothing: the code was redeemed in the block that saved the tokens."""

    def _state(self, request: Any) -> TokenRequestState:
        if self.progress is None:
            raise errors.InvalidGrantError(description=CODE_INVALID, request=request)
        return self.progress


def _record_error(validator: TokenValidator, error: str) -> None:
    """Count a refused token request: once a minute for each client and reason."""
    client, progress = validator.client, validator.progress
    entry = Entry(
        GRANTED,
        outcome=FAILURE,
        reason=validator.reason or error,
        user_id=progress.grant.user.public_id if progress is not None else "",
        actor=Actor(ActorType.CLIENT, client.client_id),
        targets=(client.event_target,),
    )
    record_refusal(entry, subject=client.client_id, now=validator.now)
