"""An app that users come from, as its developer would write it: PKCE, state, nonce, and no library."""

import base64
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from django.conf import settings
from django.test import Client as Http
from django.utils import timezone

from applications.models import Application
from applications.services.apps import author, create_application
from oidc.clients import create_client
from oidc.models import Client

BACK = "https://payroll.example/back"
EVERYTHING = ("authorization_code", "interaction_code", "refresh_token")


def an_app(
    label: str = "Payroll",
    *,
    public: bool = True,
    grant_types: tuple[str, ...] = EVERYTHING,
    client: dict[str, Any] | None = None,
    **columns: Any,
) -> "RelyingParty":
    """Register an app for all users, unless the columns say otherwise."""
    me = author(None, timezone.now())
    app = create_application(label, me, **{"everyone": True, **columns})
    made, secret = create_client(
        app, me, public=public, redirect_uris=(BACK,), grant_types=list(grant_types), **(client or {})
    )
    return RelyingParty(made, secret)


@dataclass
class RelyingParty:
    """One app with its secret, and what it remembers of the last request it made."""

    client: Client
    secret: str = ""
    issuer: str = "default"
    http: Http = field(default_factory=lambda: Http(REMOTE_ADDR="192.0.2.80"))
    state: str = ""
    nonce: str = ""
    verifier: str = ""

    @property
    def app(self) -> Application:
        return self.client.application

    @property
    def base(self) -> str:
        return f"/oauth2/{self.issuer}" if self.issuer else "/oauth2"

    @property
    def iss(self) -> str:
        return settings.PUBLIC_URL + (self.base if self.issuer else "")

    def request(self, scope: str = "openid profile email groups", **more: str) -> dict[str, str]:
        """Return the parameters of a new request."""
        self.state, self.nonce = secrets.token_urlsafe(16), secrets.token_urlsafe(16)
        self.verifier = secrets.token_urlsafe(48)
        digest = sha256(self.verifier.encode()).digest()
        asked = {
            "client_id": self.client.client_id,
            "response_type": "code",
            "redirect_uri": BACK,
            "scope": scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return {name: value for name, value in {**asked, **more}.items() if value}

    def authorize_url(self, scope: str = "openid profile email groups", **more: str) -> str:
        """Return where the app sends a browser."""
        return f"{self.base}/v1/authorize?{urlencode(self.request(scope, **more))}"

    def interact(self, scope: str = "openid profile email groups", **more: str) -> Any:
        """Begin on the app's own pages; return the answer."""
        asked = self.request(scope, **more)
        del asked["response_type"]
        return self.http.post(f"{self.base}/v1/interact", urlencode(self._proved(asked)), content_type=_FORM)

    def read(self, url: str) -> dict[str, str]:
        """Return what came back, after the checks that every client makes."""
        assert url.startswith(f"{BACK}?"), url
        answer = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert answer["state"] == self.state
        assert answer["iss"] == self.iss
        return answer

    def exchange(self, code: str, grant_type: str = "authorization_code", **more: str) -> Any:
        """Ask for tokens; return the answer."""
        name = "code" if grant_type == "authorization_code" else grant_type
        body = {name: code, "redirect_uri": BACK, "code_verifier": self.verifier}
        return self.token(grant_type=grant_type, **{**body, **more})

    def refresh(self, token: str, **more: str) -> Any:
        return self.token(grant_type="refresh_token", refresh_token=token, **more)

    def token(self, **body: str) -> Any:
        return self.http.post(f"{self.base}/v1/token", urlencode(self._proved(body)), content_type=_FORM)

    def userinfo(self, access_token: str) -> Any:
        return self.http.get(f"{self.base}/v1/userinfo", headers={"authorization": f"Bearer {access_token}"})

    def claims(self, id_token: str, *, nonce: bool = True) -> dict[str, Any]:
        """Return an ID token's claims after checking it as OpenID Connect Core 1.0 §3.1.3.7 says."""
        keys = jwt.PyJWKSet.from_dict(self.http.get(f"{self.base}/v1/keys").json())
        said: dict[str, Any] = jwt.decode(
            id_token,
            keys[jwt.get_unverified_header(id_token)["kid"]],
            algorithms=["RS256"],
            audience=self.client.client_id,
            issuer=self.iss,
        )
        assert not nonce or said["nonce"] == self.nonce
        return said

    def _proved(self, body: dict[str, str]) -> dict[str, str]:
        named = {"client_id": self.client.client_id}
        return {**body, **named, **({"client_secret": self.secret} if self.secret else {})}


_FORM = "application/x-www-form-urlencoded"
