"""An app with a client, a user who is signed in, and what the app posts: without the pages between them."""

import base64
import hashlib
import json
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.test import Client as Http
from django.utils import timezone

from accounts.credentials.crypto import decoded
from accounts.domain.authenticators import Authenticator
from accounts.models import Group, Membership, Session, User
from accounts.sessions.lifetime import SignIn, open_session
from applications.models import Application
from applications.services.apps import author, save_application
from flows.authorization_result import from_session
from flows.domain.proofs import Proof
from flows.domain.requests import AuthorizationRequest
from flows.transaction_rows import stored_proof
from oidc.authorization import issue_code
from oidc.clients import create_client
from oidc.models import Client, SigningKey
from oidc.signing_keys import make_key
from tests.actors import PASSWORD, a_user

ADA = "ada@example.com"
CALLBACK = "https://app.example/callback"
VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123456789"
NONCE = "n-0S6_WzA2Mj"


def challenge_of(verifier: str = VERIFIER) -> str:
    """Return the S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


@cache
def _one_key() -> SigningKey:
    return make_key(timezone.now(), timezone.now() - timedelta(days=1))


def a_signing_key() -> SigningKey:
    """Save the same key for every test: making one takes a second."""
    made = _one_key()
    row, _ = SigningKey.objects.get_or_create(
        kid=made.kid,
        defaults={
            "sealed": made.sealed,
            "public_jwk": made.public_jwk,
            "created_at": made.created_at,
            "active_from": timezone.now() - timedelta(days=1),
        },
    )
    return row


@dataclass
class App:
    """An app: its client, its secret, and what it posts."""

    client: Client
    secret: str = ""
    issuer: str = ""
    http: Http = field(
        default_factory=lambda: Http(
            headers={"host": f"localhost:{settings.PORT}"}, REMOTE_ADDR="198.51.100.9"
        )
    )

    @property
    def base(self) -> str:
        return f"/oauth2/{self.issuer}/v1" if self.issuer else "/oauth2/v1"

    def request(self, *scopes: str, **changes: Any) -> AuthorizationRequest:
        given = {
            "client_id": self.client.client_id,
            "redirect_uri": CALLBACK,
            "scopes": scopes or ("openid",),
            "code_challenge": challenge_of(),
            "state": "a state",
            "nonce": NONCE,
            "issuer": self.issuer,
        }
        return AuthorizationRequest(**{**given, **changes})

    def code(self, session: Session, *scopes: str, **changes: Any) -> str:
        """Have a request of this app answered for a session, and take the code out of the answer."""
        return answer_in(issue_code(from_session(session, self.request(*scopes, **changes))).url)["code"]

    def post(self, endpoint: str, **form: Any) -> Any:
        proof = {"client_id": self.client.client_id}
        if self.secret:
            proof["client_secret"] = self.secret
        sent = {name: value for name, value in {**proof, **form}.items() if value is not None}
        return self.http.post(
            f"{self.base}/{endpoint}", encoded(sent), content_type="application/x-www-form-urlencoded"
        )

    def exchange(self, code: str, **changes: Any) -> Any:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        return self.post("token", **{**form, "code_verifier": VERIFIER, **changes})

    def refresh(self, token: str, **changes: Any) -> Any:
        return self.post("token", grant_type="refresh_token", refresh_token=token, **changes)

    def tokens(self, session: Session, *scopes: str) -> dict[str, Any]:
        response = self.exchange(self.code(session, *scopes))
        assert response.status_code == 200, response.content
        return response.json()

    def userinfo(self, token: str) -> Any:
        return self.http.get(f"{self.base}/userinfo", headers={"authorization": f"Bearer {token}"})


def encoded(form: dict[str, Any]) -> str:
    """Write a form; a list is the same name several times."""
    return urlencode(form, doseq=True)


def answer_in(url: str) -> dict[str, str]:
    """Read the parameters of an answer."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def payload(token: str) -> dict[str, Any]:
    """Read a token's claims without looking at its signature."""
    return json.loads(decoded(token.split(".")[1]))


def header(token: str) -> dict[str, Any]:
    return json.loads(decoded(token.split(".", maxsplit=1)[0]))


def an_app(
    key: str = "shop", *, public: bool = True, issuer: str = "", everyone: bool = True, **columns: Any
) -> App:
    """Make an app for all users, with a client."""
    now = timezone.now()
    row = save_application(Application(key=key, label=key.title(), everyone=everyone), author(None, now))
    uris = columns.pop("redirect_uris", (CALLBACK,))
    client, secret = create_client(row, author(None, now), public=public, redirect_uris=uris, **columns)
    return App(client, secret, issuer)


def a_session(user: User, *authenticators: Authenticator, **changes: Any) -> Session:
    """Sign a user in with these proofs."""
    now = timezone.now()
    proofs = [
        stored_proof(Proof(one, user.public_id, "", now - timedelta(minutes=1), **changes))
        for one in authenticators or (Authenticator.PASSWORD,)
    ]
    sign_in = SignIn(user, proofs, timedelta(hours=2), timedelta(hours=24), ip_address="198.51.100.7")
    return open_session(sign_in, now).row


def ada() -> User:
    return a_user(ADA, PASSWORD)


def in_group(user: User, name: str) -> Group:
    group = Group.objects.create(name=name, created_at=timezone.now())
    Membership.objects.create(user=user, group=group, source="administrator", granted_at=timezone.now())
    return group
