"""No request gets a 5xx: every route, four actors, seeded hostile requests, each undone afterwards."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from accounts import configuration_cache
from ssr_project.charsets import with_known_charset
from tests.actors import PASSWORD, a_user, afresh
from tests.administration.desk import Desk
from tests.dashboard.users import session_of
from tests.fuzz.hostile import Hostile, hostile
from tests.fuzz.routes import routes

pytestmark = [pytest.mark.django_db, pytest.mark.postgres(only=True)]
started_afresh = pytest.fixture(autouse=True)(afresh)

SEED, ROUNDS = 20261130, 3
"""Each round sends one request of each actor to every route: about 3,000 in all."""
OWN_STATUSES = (400, 403, 404, 405, 413)
HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Cache-Control",
)


def a_client() -> Client:
    client = Client(raise_request_exception=False, headers={"host": f"localhost:{settings.PORT}"})
    client.handler = with_known_charset(client.handler)
    return client


def user() -> Client:
    client = a_client()
    client.cookies[settings.SESSION_COOKIE_NAME] = session_of(a_user("ada@example.com", PASSWORD)).key
    return client


def owner() -> Client:
    client = a_client()
    client.cookies = Desk().client.cookies
    return client


ACTORS: dict[str, Callable[[], Client]] = {
    "nobody": a_client,
    "user": user,
    "program": a_client,
    "owner": owner,
}


def send(client: Client, request: Hostile, address: str) -> Any:
    """Send a request and undo what it did, so that the next one finds everything as it was."""
    cookies = deepcopy(client.cookies)
    block = transaction.atomic()
    block._from_testcase = True  # as pytest-django's own: a durable block inside may think itself outermost
    with block:
        response: Any = client.generic(
            request.method,
            request.path,
            request.body,
            content_type=request.content_type,
            headers=request.headers,
            REMOTE_ADDR=address,
        )
        text = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    client.cookies = cookies
    configuration_cache.forget()
    return response, text


def faults(request: Hostile, response: Any, text: bytes) -> Iterator[str]:
    """Yield what is wrong with an answer."""
    status = response.status_code
    if status >= 500:
        yield f"{status} {response.exc_info[1]!r}" if response.exc_info else str(status)
    if missing := [name for name in HEADERS if name not in response]:
        yield f"{status} without {missing}"
    if status not in OWN_STATUSES or request.method == "HEAD" or request.path.startswith("/dev/"):
        return
    if "json" in response["Content-Type"]:
        json.loads(text)
    elif b'<main id="main"' not in text:
        yield f"{status} is not the product's own page: {text[:80]!r}"


@pytest.mark.parametrize("actor", ACTORS)
def test_hostile_requests_get_no_server_error_and_own_pages(actor: str) -> None:
    random = Random(f"{SEED} {actor}")
    client = ACTORS[actor]()
    begun = a_client().post("/idp/idx/start", {"intent": "LOGIN"}, content_type="application/json")
    handle = str(begun.json()["stateHandle"])
    found: dict[str, str] = {}
    for number, route in enumerate(routes() * ROUNDS):
        request = hostile(route, random, handle)
        response, text = send(client, request, f"198.51.{number // 250}.{number % 250}")
        for fault in faults(request, response, text):
            found.setdefault(f"{route}: {fault}", repr(request)[:300])
    assert not found, "\n".join(f"{place}\n    {request}" for place, request in found.items())


def test_routes_are_read_from_the_resolver():
    assert {"/signin", "/oauth2/v1/token", "/idp/idx/identify", "/me/", "/admin/accounts/user/"} <= {
        *routes()
    }
    assert len(routes()) > 200
