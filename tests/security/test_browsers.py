"""ASVS 5.0 V3: what the server sends to browsers and accepts from them, on every route."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import INFO
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from ssr_project.middleware.headers import HeadersMiddleware
from ssr_project.notices import NoticeStorage
from tests.actors import PASSWORD, a_user, afresh
from tests.journeys.drivers import HostedDriver
from tests.journeys.stories import ADA, sign_in
from tests.lint import ROOT
from tests.oidc.parties import a_signing_key
from tests.tables import each

started_afresh = pytest.fixture(autouse=True)(afresh)
MAX_COOKIE_BYTES = 4096
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static").glob("*.js"))
EXEMPT = re.compile(
    r"idp/idx/[a-z/-]+|oauth2/(?:default/)?v1/(?:authorize|interact|token|logout|userinfo|introspect|revoke)"
    r"|admin/accounts/userimport/add/|idp/(?:callback|logout)/<slug:provider_id>"
)
"""Programs call them with a handle, a code or a token; the pages behind two of them have their own forms.

The upload of an import checks its token itself, after the permission. The state is the token of what an
identity provider answers."""


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each route with its view."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route, pattern.callback


@pytest.fixture
def secure_browser(db: None) -> Iterator[HostedDriver]:
    """Return a signed-in browser of a server whose cookies are those of production."""
    secure = {"SESSION_COOKIE_SECURE": True, "CSRF_COOKIE_SECURE": True}
    with override_settings(**secure):
        a_user(ADA, PASSWORD)
        driver = HostedDriver()
        sign_in(driver)
        yield driver


@pytest.mark.parametrize(
    "name",
    [
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.BINDING_COOKIE_NAME,
        settings.DEVICE_COOKIE_NAME,
    ],
)
def test_cookie_of_a_browser_has_every_attribute(secure_browser: HostedDriver, name: str):
    """ASVS 5.0 3.3.1, 3.3.2, 3.3.3, 3.3.4: what `__Host-` asks for, HttpOnly and SameSite."""
    cookie = secure_browser.client.cookies[name]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_cookie_of_notices_has_every_attribute(settings: Any):
    """ASVS 5.0 3.3.1, 3.3.4."""
    settings.SESSION_COOKIE_SECURE = True
    storage, response = NoticeStorage(RequestFactory().get("/")), HttpResponse()
    storage.add(INFO, "Saved.")
    storage.update(response)
    cookie = response.cookies[NoticeStorage.cookie_name]
    assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_sign_in_sets_no_other_cookie(secure_browser: HostedDriver):
    """ASVS 5.0 3.3.4."""
    assert set(secure_browser.client.cookies) == {
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.BINDING_COOKIE_NAME,
        settings.DEVICE_COOKIE_NAME,
        settings.MESSAGES_COOKIE_NAME,
    }


def test_cookie_stays_small_for_any_request(secure_browser: HostedDriver):
    """ASVS 5.0 3.3.5: a cookie is a name of rows."""
    secure_browser.client.get("/signin", {"next": "/me/?" + "x" * 8000, "login_hint": "y" * 8000})
    sizes = [len(cookie.key) + len(cookie.value) for cookie in secure_browser.client.cookies.values()]
    assert max(sizes) < MAX_COOKIE_BYTES // 8


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/signin", "/signup", "/recover"])
def test_nonce_of_a_page_is_never_used_twice(client: Client, path: str):
    """ASVS 5.0 3.4.3."""
    policies = [client.get(path)["Content-Security-Policy"] for _ in range(3)]
    nonces = {
        found[1] for policy in policies if (found := re.search(r"script-src[^;]*'nonce-([^']+)'", policy))
    }
    assert len(nonces) == len(policies)
    assert all("object-src 'none'" in policy and "base-uri 'none'" in policy for policy in policies)


def test_posts_without_a_token_are_taken_by_named_routes_only():
    """ASVS 5.0 3.5.1: every other route has Django's protection."""
    found = {route for route, view in routes(get_resolver()) if getattr(view, "csrf_exempt", False)}
    assert "django.middleware.csrf.CsrfViewMiddleware" in settings.MIDDLEWARE
    assert found
    assert [route for route in found if not EXEMPT.fullmatch(route)] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_script_listens_to_no_message_of_another_window(path: Path):
    """ASVS 5.0 3.5.5."""
    assert not re.search(r"[\"']message[\"']\s*,\s*(?:\(|function|\w+\s*=>)|\.onmessage", path.read_text())


def test_messages_to_windows_name_their_origin():
    """ASVS 5.0 3.5.5: never `*`."""
    calls = [found for path in SCRIPTS for found in re.findall(r"postMessage\((.*)\)", path.read_text())]
    assert calls == ["message, origin"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["callback", "jsonp", "cb"])
def test_json_never_becomes_a_script(client: Client, name: str):
    """ASVS 5.0 3.5.6: no parameter names a function."""
    a_signing_key()
    for path in ("/.well-known/openid-configuration", "/oauth2/v1/keys"):
        answer = client.get(path, {name: "steal"})
        assert answer["Content-Type"].startswith("application/json")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer.content == client.get(path).content
        assert b"steal" not in answer.content


@each("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_template_has_no_inline_script_and_no_plugin(path: Path):
    """ASVS 5.0 1.2.3, 3.7.1: data for scripts is written by `json_script`, and scripts are files."""
    text = path.read_text()
    assert re.findall(r"<script(?![^>]*\bsrc=)", text) == []
    assert re.findall(r"<(?:object|embed|applet|frameset|marquee)\b", text) == []
    assert re.findall(r"\son\w+=[\"']|javascript:", text) == []


def test_no_script_is_made_for_a_user():
    """ASVS 5.0 3.5.7: scripts are files, the same for all."""
    made = re.compile(r"(?:text|application)/(?:x-)?(?:java|ecma)script")
    views = [
        path
        for path in ROOT.glob("*/**/*.py")
        if not {"tests", ".venv", "node_modules", "var"} & {*path.parts}
    ]
    assert views
    assert [path for path in views if made.search(path.read_text())] == []
    assert list((ROOT / "templates").rglob("*.js")) == []
    assert all("{%" not in path.read_text() and "{{" not in path.read_text() for path in SCRIPTS)


@each("path", TEMPLATES, ids=lambda path: path.relative_to(ROOT / "templates").as_posix())
def test_template_loads_nothing_from_another_host(path: Path):
    """ASVS 5.0 3.6.1."""
    loaded = re.findall(
        r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=\"(?:https?:)?//", path.read_text()
    )
    assert loaded == []


@pytest.mark.parametrize("status", [200, 302, 404, 413, 500])
def test_every_status_carries_strict_transport_security(settings: Any, status: int):
    """ASVS 5.0 3.4.1."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63_072_000, True
    answered = HeadersMiddleware(lambda _request: HttpResponse(status=status))
    answer = answered(RequestFactory().get("/", secure=True))
    assert answer["Strict-Transport-Security"] == "max-age=63072000; includeSubDomains"
