"""Sample programs for an app, filled in with its registration."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from shlex import quote
from typing import Final
from urllib.parse import urlencode, urlsplit

from oidc.issuers import DEFAULT, OWN, endpoint_url, issuer_url
from oidc.models import Client
from oidc.protocol.claims import OFFLINE, OPENID
from oidc.protocol.registration import GrantType
from oidc.sample_programs import BY_HAND, DJANGO, EMBEDDED, FLASK, SINGLE_PAGE

SECRET_PLACE: Final = "the-secret-that-was-shown-once"
"""Stands for the secret, which is not stored and cannot be shown again."""


@dataclass(frozen=True, slots=True)
class Connection:
    """The registration of a client, as its programs need it.

    ``issuer`` is what the organisation's own tokens are signed for, ``base`` what the URLs of its endpoints
    begin with; ``default_issuer`` is that of the second issuer, which some libraries expect.
    """

    client_id: str
    public: bool
    native: bool
    issuer: str
    base: str
    default_issuer: str
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    grant_types: tuple[str, ...]
    scopes: tuple[str, ...]

    @property
    def redirect_uri(self) -> str:
        """The first registered redirect URI."""
        return self.redirect_uris[0] if self.redirect_uris else ""

    @property
    def callback_path(self) -> str:
        """The path of the redirect URI."""
        return urlsplit(self.redirect_uri).path or "/"

    @property
    def post_logout_redirect_uri(self) -> str:
        """The first registered post-logout redirect URI, or an empty text."""
        return self.post_logout_redirect_uris[0] if self.post_logout_redirect_uris else ""

    @property
    def scope(self) -> str:
        """The requested scopes: all registered ones without ``offline_access``."""
        return " ".join(name for name in self.scopes if name != OFFLINE) or OPENID

    @property
    def staying_scope(self) -> str:
        """The same with ``offline_access`` where allowed, which a page in a browser needs."""
        stays = OFFLINE in self.scopes and GrantType.REFRESH in self.grant_types
        return f"{self.scope} {OFFLINE}" if stays else self.scope


def connection_of(client: Client) -> Connection:
    """Return the connection settings of a client."""
    return Connection(
        client_id=client.client_id,
        public=client.public,
        native=client.native,
        issuer=issuer_url(OWN),
        base=endpoint_url(OWN, "authorize").removesuffix("/authorize"),
        default_issuer=issuer_url(DEFAULT),
        redirect_uris=tuple(client.redirect_uris.split()),
        post_logout_redirect_uris=tuple(client.post_logout_redirect_uris.split()),
        grant_types=tuple(client.grant_types),
        scopes=tuple(client.scopes),
    )


@dataclass(frozen=True, slots=True)
class Snippet:
    """A sample program. ``key`` names it in commands, ``title`` on pages."""

    key: str
    title: str
    text: str


def environment(app: Connection, secret: str = SECRET_PLACE) -> str:
    """Return the environment variables that the programs read; a public client has no secret to set."""
    values = {
        "OIDC_ISSUER": app.issuer,
        "OIDC_CLIENT_ID": app.client_id,
        **({} if app.public else {"OIDC_CLIENT_SECRET": secret}),
        "OIDC_REDIRECT_URI": app.redirect_uri,
    }
    return "".join(f"{name}={quote(value)}\n" for name, value in values.items())


def snippets(app: Connection) -> tuple[Snippet, ...]:
    """Return the programs for a kind of client: a confidential one runs on a server."""
    return tuple(_fitting(app))


def _fitting(app: Connection) -> Iterator[Snippet]:
    if not app.public:
        yield Snippet("flask", "Flask (Authlib)", _filled(FLASK, **_server_values(app)))
        yield Snippet("django", "Django (Authlib)", _filled(DJANGO, **_server_values(app)))
    elif not app.native:
        yield Snippet("spa", "Single-page app (oidc-client-ts)", _single_page(app))
    if app.public and GrantType.INTERACTION in app.grant_types:
        yield Snippet("okta-auth-js", "Pages of your own (okta-auth-js)", _embedded(app))
    yield Snippet("curl", "By hand (curl)", _by_hand(app))


def _quoted(text: str) -> str:
    """Return a string literal that is valid in Python and JavaScript."""
    return json.dumps(text)


def _filled(template: str, **values: str) -> str:
    """Fill the places ``<<name>>`` of a template; values are not templates."""
    first, *parts = template.split("<<")
    pieces = [first]
    for part in parts:
        name, _, rest = part.partition(">>")
        pieces += [values[name], rest]
    return "".join(pieces).strip() + "\n"


def _by_hand(app: Connection) -> str:
    """Return a sign-in with nothing but a browser, ``openssl`` and ``curl``."""
    parameters = {
        "response_type": "code",
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "scope": app.scope,
    }
    client_id = quote(app.client_id)
    return _filled(
        BY_HAND,
        authorize=quote(f"{app.base}/authorize?{urlencode(parameters)}"),
        token=quote(f"{app.base}/token"),
        userinfo=quote(f"{app.base}/userinfo"),
        client=f"-d client_id={client_id}" if app.public else f'-u {client_id}:"$OIDC_CLIENT_SECRET"',
        redirect=quote(f"redirect_uri={app.redirect_uri}"),
    )


def _server_values(app: Connection) -> dict[str, str]:
    return {
        "client_id": _quoted(app.client_id),
        "redirect_uri": _quoted(app.redirect_uri),
        "metadata": _quoted(f"{app.issuer}/.well-known/openid-configuration"),
        "scope": _quoted(app.scope),
        "path": _quoted(app.callback_path),
        "route": _quoted(app.callback_path.lstrip("/")),
    }


def _single_page(app: Connection) -> str:
    """Return a page's script that signs users in on the hosted pages."""
    return _filled(
        SINGLE_PAGE,
        issuer=_quoted(app.issuer),
        client_id=_quoted(app.client_id),
        redirect_uri=_quoted(app.redirect_uri),
        post_logout=_quoted(app.post_logout_redirect_uri) if app.post_logout_redirect_uri else "undefined",
        scope=_quoted(app.staying_scope),
    )


def _embedded(app: Connection) -> str:
    """Return a script that signs users up and in on the app's own pages, step by step."""
    scopes = ", ".join(map(_quoted, app.staying_scope.split()))
    return _filled(
        EMBEDDED,
        default_issuer=_quoted(app.default_issuer),
        client_id=_quoted(app.client_id),
        redirect_uri=_quoted(app.redirect_uri),
        scopes=f"[{scopes}]",
    )
