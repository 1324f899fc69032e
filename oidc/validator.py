"""The OAuth library's request validator.

The library keeps the order of the checks; storage, policy and contents of tokens are decided here. Where a
bare refusal would do, an error with a description is raised: clients show both or nothing useful.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from oauthlib.oauth2.rfc6749 import errors

from accounts.identities import new_public_id
from applications.selectors import withdrawn_at
from flows import authorization_result
from oidc.authorization_validator import RequestValidation
from oidc.context import Context
from oidc.domain.authentication import acr, amr
from oidc.domain.claims import claims, shorten
from oidc.domain.grants import GrantType
from oidc.domain.scopes import OFFLINE, grantable, in_order
from oidc.domain.tokens import (
    ACCESS_TOKEN_TYPE,
    ID_TOKEN_TYPE,
    AuthenticationDetails,
    Occasion,
    access_claims,
    id_claims,
)
from oidc.grant_status import GrantInvalid, GrantStatus, evidence_of, subject_of, validate_grant
from oidc.grants import REUSED, AlreadyRedeemed, IssuedTokens, grant_for, revoke, save_first, save_next
from oidc.issuers import issuer_url, oauth_base
from oidc.models import Client, Grant, RefreshToken
from oidc.selectors import grant_of, refresh_token
from oidc.signatures import signing_key_set

CODE_INVALID: Final = "The code is unknown, used or expired."
REFRESH_INVALID: Final = "The refresh token is unknown, used or expired."
NO_CHALLENGE: Final = "There is a code_verifier, but the authorization request had no code_challenge."
OVER: Final = "The person may no longer use this app, or has to sign in again."


@dataclass(slots=True)
class TokenRequestState:
    """What was found out while a token request was checked."""

    grant: Grant
    used: RefreshToken | None = None
    status: GrantStatus = field(default_factory=GrantStatus)


class Validator(RequestValidation):
    """The library's validator with our rows, for one request. ``reason`` is why a grant holds no more."""

    def __init__(self, context: Context | None = None) -> None:
        super().__init__(context)
        self.progress: TokenRequestState | None = None
        self.reason = ""

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        return True

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        """Take the client that the view has authenticated: public ones by their name alone."""
        request.client = self.context.client
        return request.client is not None

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
        if grant is None or grant.expires_at <= self.context.now:
            raise errors.InvalidGrantError(description=CODE_INVALID, request=request)
        self.progress = TokenRequestState(grant)
        request.scopes, request.user = list(grant.scopes), grant.user
        return True

    def _granted(self, code: str, client: Client) -> Grant | None:
        """Return what the code was made for. One that comes again ends everything that it gave."""
        grant = grant_of(code)
        if grant is None or not self._is_of(grant, client):
            return None
        if grant.used_at is not None or grant.revoked_at is not None:
            revoke(grant, client, self.context.now, REUSED)
            return None
        return grant

    def _earned(self, code: str, client: Client) -> Grant | None:
        """Return what an interaction code gives; it becomes a row when it is spent."""
        earned = authorization_result.of_code(code, self.context.now)
        if earned is None or earned.answered or earned.request.client_id != client.client_id:
            return None
        grant = grant_for(earned, client, code, self.context.now)
        grant.withdrawn_at = withdrawn_at(grant.user_id, client.client_id)
        return grant if grant.scope and self._is_of(grant, client) else None

    def _is_of(self, grant: Grant, client: Client) -> bool:
        return grant.client_id == client.pk and grant.issuer == self.context.issuer

    def get_code_challenge(self, code: str, request: Any) -> str | None:
        """Return the challenge of the authorization request. A verifier without one is refused.

        The challenge was taken out of the request on its way here (RFC 9700 §4.8.2).
        """
        challenge = str(self._now(request).grant.code_challenge)
        if not challenge and request.code_verifier is not None:
            raise errors.InvalidGrantError(description=NO_CHALLENGE, request=request)
        return challenge or None

    def get_code_challenge_method(self, code: str, request: Any) -> str:
        return "S256"

    def get_default_redirect_uri(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> str | None:
        """Return the redirect URI of an interaction, whose clients may leave it out.

        No browser carried the code there. For a code that one did carry, RFC 6749 §4.1.3 demands the URI.
        """
        interaction = getattr(request, "interaction", False) and self.progress is not None
        return str(self._now(request).grant.redirect_uri) if interaction else None

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Client, request: Any, *a: Any, **kw: Any
    ) -> bool:
        if redirect_uri != self._now(request).grant.redirect_uri:
            raise errors.InvalidGrantError(
                description="The redirect_uri is not that of the authorization request.", request=request
            )
        return True

    def validate_refresh_token(
        self, refresh_token_shown: str, client: Client, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        row, now = refresh_token(refresh_token_shown), self.context.now
        if row is None or not self._is_of(row.grant, client):
            raise errors.InvalidGrantError(description=REFRESH_INVALID, request=request)
        if row.used_at is not None:
            revoke(row.grant, client, now, REUSED)
        if row.used_at is not None or row.expires_at <= now:
            raise errors.InvalidGrantError(description=REFRESH_INVALID, request=request)
        self.progress, request.user = TokenRequestState(row.grant, used=row), row.grant.user
        return True

    def get_original_scopes(self, refresh_token: str, request: Any, *args: Any, **kwargs: Any) -> list[str]:
        """Return what was granted, as far as the client may still ask for it."""
        return [scope for scope in self._now(request).grant.scopes if scope in request.client.scopes]

    def is_within_original_scope(
        self, request_scopes: list[str], refresh_token: str, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        """Ignore scopes that were ignored when they were first asked for, and nothing else."""
        kept = grantable(request_scopes, request.client.scopes)
        request.scopes = list(kept)
        return bool(kept) and set(kept) <= set(self._now(request).grant.scopes)

    def check_standing(self, request: Any) -> None:
        """Look whether the grant still holds today; the last check before anything is made."""
        progress = self._now(request)
        try:
            progress.status = validate_grant(progress.grant, request.client.client_id, self.context.now)
        except GrantInvalid as over:
            self.reason = over.reason.value
            raise errors.InvalidGrantError(description=OVER, request=request) from over

    # What is made

    def rotate_refresh_token(self, request: Any) -> bool:
        return True

    def allows_refresh(self, request: Any) -> bool:
        """Whether a refresh token is given as well."""
        grant = self._now(request).grant
        return OFFLINE in grant.scopes and request.client.allows_grant_type(GrantType.REFRESH)

    def access_token(self, request: Any) -> str:
        """Return a signed access token."""
        grant = self._now(request).grant
        scopes, lifetime = in_order(request.scopes), request.client.access_lifetime
        claim_values = access_claims(self._occasion(request), grant.user.public_id, scopes, lifetime)
        return signing_key_set().sign(claim_values, ACCESS_TOKEN_TYPE, self.context.now)

    def get_authorization_code_nonce(self, client_id: str, code: str, redirect_uri: str, request: Any) -> str:
        """Return nothing: the nonce is on the grant, and an ID token takes it from there."""
        return ""

    def get_id_token(self, token: dict[str, Any], token_handler: Any, request: Any) -> str:
        progress, now = self._now(request), self.context.now
        grant, proofs = progress.grant, evidence_of(progress.grant)
        userinfo = f"{oauth_base(self.context.issuer)}/v1/userinfo"
        about = shorten(claims(subject_of(grant.user, progress.status), request.scopes), userinfo)
        signed_in = AuthenticationDetails(grant.auth_time, amr(proofs, now), acr(proofs, now), grant.sid)
        claim_values = id_claims(self._occasion(request), about, signed_in, token["access_token"])
        # Core 1.0 §12.2: an ID token that comes with a refresh has none.
        nonce = {"nonce": grant.nonce} if grant.nonce and progress.used is None else {}
        return signing_key_set().sign({**claim_values, **nonce}, ID_TOKEN_TYPE, now)

    def _occasion(self, request: Any) -> Occasion:
        issuer = issuer_url(self.context.issuer)
        return Occasion(issuer, request.client.client_id, self.context.now, new_public_id())

    def save_bearer_token(self, token: dict[str, Any], request: Any, *args: Any, **kwargs: Any) -> None:
        progress, now = self._now(request), self.context.now
        fruit = IssuedTokens(
            progress.grant,
            request.client,
            token["access_token"],
            token["scope"],
            token.get("refresh_token", ""),
        )
        try:
            if progress.used is None:
                save_first(fruit, now)
            else:
                save_next(fruit, progress.used, now)
        except AlreadyRedeemed:
            spent = progress.grant if progress.grant.pk else grant_of(request.code)
            if spent is not None:
                revoke(spent, request.client, now, REUSED)
            description = CODE_INVALID if progress.used is None else REFRESH_INVALID
            raise errors.InvalidGrantError(description=description, request=request) from None

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Any, *a: Any, **kw: Any
    ) -> None:
        """Do nothing: the code was spent in the block that saved the tokens."""

    def _now(self, request: Any) -> TokenRequestState:
        if self.progress is None:
            raise errors.InvalidGrantError(description=CODE_INVALID, request=request)
        return self.progress
