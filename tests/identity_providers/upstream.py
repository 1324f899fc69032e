"""An identity provider on loopback, whose documents and tokens a test can change."""

import json
import time
from base64 import b64decode, urlsafe_b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlencode, urlsplit

from joserfc import jws
from joserfc.jwk import Key, KeySet, RSAKey

from identity_providers.protocol.provider_metadata import METADATA
from identity_providers.protocol.verification_keys import KEYS

CLIENT_ID, SECRET = "client", "s3cret:&"
ADA = {"sub": "ada", "email": "ada@example.com", "email_verified": True, "given_name": "Ada"}

Reply = tuple[int, Any]


@cache
def key(kid: str) -> RSAKey:
    """Return a key of its own for each name. Making one takes a moment."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


@dataclass
class Upstream:
    """The provider as its test sees it.

    ``user`` is signed in there. ``replies`` replaces what a path answers. ``claims`` and ``header`` change
    ID tokens; a claim that is None is left out. ``named`` is the JSON with a name that Sign in with Apple
    adds to the first response.
    """

    url: str = ""
    user: dict[str, Any] = field(default_factory=lambda: dict(ADA))
    metadata: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    signer: Key = field(default_factory=lambda: key("one"))
    published: list[Key] = field(default_factory=lambda: [key("one")])
    replies: dict[str, Callable[[], Reply]] = field(default_factory=dict)
    requests: Counter[str] = field(default_factory=Counter)
    forms: list[dict[str, str]] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    addresses: list[dict[str, Any]] = field(default_factory=list)
    id_token: Callable[[dict[str, Any]], str] | None = None
    named: str = ""

    def authorize(self, url: str) -> dict[str, str]:
        """Sign in at the address of a request; return the parameters of the response."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        code = f"code-{len(self.codes) + 1}"
        self.codes[code] = asked
        response = {"code": code, "state": asked["state"], "iss": self.url}
        return response | ({"user": self.named} if self.named else {})

    def sign(self, claims: dict[str, Any]) -> str:
        header = {"alg": "RS256", "kid": self.signer.kid, **self.header}
        header = {name: value for name, value in header.items() if value is not None}
        # As JSON in ASCII: claims may be what no encoder of claims takes.
        return jws.serialize_compact(header, json.dumps(claims), self.signer, algorithms=[header["alg"]])

    def answer(self, method: str, path: str, headers: Any, form: dict[str, str]) -> Reply:
        self.requests[path] += 1
        if path in self.replies:
            return self.replies[path]()
        served = {
            "/.well-known/openid-configuration": self._discovery,
            "/keys": lambda: KeySet(self.published).as_dict(private=False),
            "/userinfo": lambda: self.userinfo,
            "/api/v3/user": lambda: self.user,
            "/api/v3/user/emails": lambda: self.addresses,
        }
        if path in ("/token", "/login/oauth/access_token"):
            self.forms.append({**form, "authorization": headers.get("Authorization", "")})
            return self._token(self.forms[-1])
        if path.startswith("/api/") or path == "/userinfo":
            assert headers["Authorization"] == "Bearer access"
        return (200, served[path]()) if path in served else (404, {})

    def _discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "authorization_response_iss_parameter_supported": True,
            **self.metadata,
        }

    def _token(self, form: dict[str, str]) -> Reply:
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or not _is_verifier(form.get("code_verifier", ""), asked["code_challenge"]):
            return 400, {"error": "invalid_grant"}
        assert form["redirect_uri"] == asked["redirect_uri"]
        now = int(time.time())
        stated = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
            "at_hash": _half_hash("access"),
            **self.user,
            **self.claims,
        }
        claims = {name: value for name, value in stated.items() if value is not None}
        id_token = (self.id_token or self.sign)(claims)
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": id_token}


def basic_credentials(header: str) -> tuple[str, str]:
    """Return client id and secret of an Authorization header."""
    name, _, secret = b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return unquote_plus(name), unquote_plus(secret)


def _is_verifier(verifier: str, challenge: str) -> bool:
    return 43 <= len(verifier) <= 128 and _encoded(sha256(verifier.encode()).digest()) == challenge


def _half_hash(token: str) -> str:
    return _encoded(sha256(token.encode()).digest()[:16])


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _form(uri: str, answer: dict[str, str]) -> bytes:
    """Return the page that posts a response (OAuth 2.0 Form Post Response Mode §2)."""
    fields = "".join(
        f'<input type=hidden name={name} value="{escape(text)}">' for name, text in answer.items()
    )
    script = "<script>document.forms[0].submit()</script>"
    form = f'<form method=post action="{escape(uri)}">{fields}<button>Back to the app</button></form>'
    return f"<!doctype html><title>Apple</title><link rel=icon href=data:,>{form}{script}".encode()


@contextmanager
def an_upstream() -> Iterator[Upstream]:
    """Start a provider, reachable at its ``url``, of whose documents nothing is cached."""
    METADATA.clear()
    KEYS.clear()
    upstream = Upstream()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if parts.path == "/authorize":
                self._respond(parse_qs(parts.query), upstream.authorize(self.path))
            else:
                self._send(*upstream.answer("GET", parts.path, self.headers, {}))

        def _respond(self, asked: dict[str, list[str]], answer: dict[str, str]) -> None:
            (uri,) = asked["redirect_uri"]
            if asked.get("response_mode") == ["form_post"]:
                self._send(200, _form(uri, answer))
                return
            self.send_response(302)
            self.send_header("Location", f"{uri}?{urlencode(answer)}")
            self.end_headers()

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
            self._send(*upstream.answer("POST", urlsplit(self.path).path, self.headers, form))

        def _send(self, status: int, document: Any) -> None:
            body = document if isinstance(document, bytes) else json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html" if body[:1] == b"<" else "application/json")
            if 300 <= status < 400:
                self.send_header("Location", f"{upstream.url}/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            # A client that waited too long is gone.
            with suppress(ConnectionError):
                self.end_headers()
                self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        upstream.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield upstream
        finally:
            server.shutdown()
            thread.join()
