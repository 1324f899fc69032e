"""Every address of OAuth, and what guards it: one that is not written down here fails."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client as Http

from accounts.credentials.throttle import Kind
from accounts.identities import new_secret
from oidc import urls
from tests.tables import each

pytestmark = pytest.mark.django_db
NOBODY, PUBLIC = "no-store", "public, max-age=3600"


@dataclass(frozen=True)
class Control:
    """What an address takes, who keeps its answers, and what it is counted as."""

    methods: frozenset[str]
    kept: str
    counted: Kind | None


GET, POST = frozenset({"GET", "HEAD"}), frozenset({"POST"})
CONTROLS = {
    "token": Control(POST, NOBODY, Kind.TOKEN),
    "revoke": Control(POST, NOBODY, Kind.TOKEN),
    "introspect": Control(POST, NOBODY, Kind.TOKEN_READ),
    "interact": Control(POST, NOBODY, Kind.IDENTIFY),
    "userinfo": Control(frozenset({"GET", "POST"}), NOBODY, Kind.TOKEN_READ),
    "keys": Control(GET, PUBLIC, Kind.TOKEN_READ),
    "configuration": Control(GET, PUBLIC, Kind.TOKEN_READ),
    "metadata": Control(GET, PUBLIC, Kind.TOKEN_READ),
    "related-origins": Control(GET, PUBLIC, Kind.TOKEN_READ),
    "inserted-openid-configuration": Control(GET, PUBLIC, Kind.TOKEN_READ),
    "inserted-oauth-authorization-server": Control(GET, PUBLIC, Kind.TOKEN_READ),
}
PAGES = {"authorize", "resume", "logout"}
"""Pages for people: tried where the flows are."""


def addresses():
    for pattern in urls.urlpatterns:
        name = pattern.name.removeprefix("default-")
        if name in CONTROLS:
            yield f"/{pattern.pattern}", CONTROLS[name]


def test_every_address_is_written_down():
    names = {pattern.name.removeprefix("default-") for pattern in urls.urlpatterns}
    assert set(CONTROLS) <= names <= set(CONTROLS) | PAGES


@each(("path", "control"), list(addresses()))
def test_route_has_its_methods_and_cache_headers(key, path, control):
    http = Http(enforce_csrf_checks="POST" in control.methods, headers={"host": f"localhost:{settings.PORT}"})
    http.cookies[settings.SESSION_COOKIE_NAME] = new_secret()
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"):
        response = http.generic(method, path)
        assert (response.status_code == 405) is (method not in control.methods), (method, response)
        if response.status_code != 405:
            assert response.status_code != 403
            assert response["Cache-Control"] == control.kept
            assert not response.cookies
