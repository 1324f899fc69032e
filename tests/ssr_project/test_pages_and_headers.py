import json
import socket
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client, RequestFactory, override_settings

from accounts.sessions.store import SessionStore
from ssr_project.embedded import web
from ssr_project.middleware.headers import HeadersMiddleware
from ssr_project.middleware.local_only import LocalOnlyMiddleware
from ssr_project.middleware.proxies import ProxyMiddleware
from tests.tables import each

HERE = f"localhost:{settings.PORT}"
ANY_PAGE = "/.well-known/security.txt"


@pytest.fixture(scope="module")
def embedded_web() -> Iterator[int]:
    """Run the embedded web server in this process; return its port."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = Event()
    waiting = Thread(target=web.serve, args=([listening], stop), daemon=True)
    waiting.start()
    yield listening.getsockname()[1]
    stop.set()
    waiting.join()


def echo(request: HttpRequest) -> HttpResponse:
    meta = request.META
    return JsonResponse(
        {
            "address": meta["REMOTE_ADDR"],
            "secure": request.is_secure(),
            "for": meta.get("HTTP_X_FORWARDED_FOR"),
        }
    )


def directives(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


# The address bar


def test_the_embedded_server_answers_to_localhost(client: Client):
    assert client.get(ANY_PAGE, headers={"host": HERE}).status_code == 200


@pytest.mark.parametrize("host", [f"127.0.0.1:{settings.PORT}", f"[::1]:{settings.PORT}"])
def test_a_number_instead_of_the_name_is_sent_to_the_name(client: Client, host: str):
    answer = client.get(f"{ANY_PAGE}?a=1", headers={"host": host})
    assert (answer.status_code, answer["Location"]) == (302, f"http://{HERE}{ANY_PAGE}?a=1")


def test_a_form_posted_to_a_number_is_refused(client: Client):
    assert client.post(ANY_PAGE, headers={"host": f"127.0.0.1:{settings.PORT}"}).status_code == 421


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{settings.PORT}", "localhost", "localhost:1"]
)
def test_a_foreign_name_is_refused(client: Client, host: str):
    answer = client.get(ANY_PAGE, headers={"host": host})
    assert answer.status_code == 421
    assert settings.PUBLIC_URL in answer.content.decode()


PASSED_ON = (
    *(
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-server",
        "forwarded",
        "x-real-ip",
    ),
    *("via", "cf-connecting-ip", "true-client-ip", "x-client-ip"),
)


@each("name", PASSED_ON)
def test_the_embedded_server_refuses_to_stand_behind_a_proxy(client: Client, name: str):
    answer = client.get(ANY_PAGE, headers={"host": HERE, name: "198.51.100.1"})
    assert answer.status_code == 421
    assert "MODE=production" in answer.content.decode()


@pytest.mark.parametrize("name", PASSED_ON)
def test_forwarded_request_over_a_real_socket_is_refused(embedded_web: int, name: str):
    with socket.create_connection(("127.0.0.1", embedded_web)) as wire:
        head = f"GET {ANY_PAGE} HTTP/1.1\r\nHost: {HERE}\r\n{name}: 198.51.100.1\r\nConnection: close\r\n\r\n"
        wire.sendall(head.encode())
        answer = wire.makefile("rb").read()
    assert answer.startswith(b"HTTP/1.1 421")
    assert b"MODE=production" in answer


def test_plain_request_over_a_real_socket_is_answered(embedded_web: int):
    with socket.create_connection(("127.0.0.1", embedded_web)) as wire:
        wire.sendall(f"GET {ANY_PAGE} HTTP/1.1\r\nHost: {HERE}\r\nConnection: close\r\n\r\n".encode())
        assert wire.makefile("rb").read().startswith(b"HTTP/1.1 200")


# Behind proxies


def asked(headers: dict[str, str], *, peer: str) -> dict[str, object]:
    with override_settings(EMBEDDED=False, TRUSTED_PROXIES="10.0.0.0/8"):
        request = RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer)
        return json.loads(ProxyMiddleware(echo)(request).content)


def test_behind_a_trusted_proxy_the_client_is_the_one_it_names():
    said = asked({"x-forwarded-for": "1.1.1.1, 2001:db8::9", "x-forwarded-proto": "https"}, peer="10.0.0.1")
    assert (said["address"], said["secure"]) == ("2001:db8::9", True)


def test_a_stranger_cannot_claim_an_address_or_encryption():
    said = asked({"x-forwarded-for": "1.1.1.1", "x-forwarded-proto": "https"}, peer="203.0.113.7")
    assert said == {"address": "203.0.113.7", "secure": False, "for": None}


# Headers


def test_every_answer_carries_the_protective_headers(client: Client):
    answer = client.get(ANY_PAGE)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "Server" not in answer


def test_pages_load_nothing_that_is_not_ours(client: Client):
    policy = directives(client.get(ANY_PAGE))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'strict-dynamic'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["form-action"] == policy["connect-src"] == "'self'"
    assert "unsafe" not in " ".join(policy.values())


def test_json_may_load_nothing_at_all():
    answer = HeadersMiddleware(lambda _request: JsonResponse({}))(RequestFactory().get("/"))
    assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"


def test_a_view_that_knows_how_long_its_answer_lives_is_believed():
    kept = HttpResponse(headers={"Cache-Control": "max-age=60"})
    assert (
        HeadersMiddleware(lambda _request: kept)(RequestFactory().get("/"))["Cache-Control"] == "max-age=60"
    )


# Pages of the project itself


@pytest.mark.django_db
def test_a_probe_needs_no_name_and_no_encryption(client: Client):
    answer = client.get("/healthz", headers={"host": HERE})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_probe_reports_a_lost_database(client: Client, monkeypatch):
    def gone() -> None:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", gone)
    assert client.get("/healthz", headers={"host": HERE}).status_code == 503


@override_settings(SECURITY_CONTACT="", DEFAULT_FROM_EMAIL="People <accounts@example.org>")
def test_security_txt_names_the_sender_when_no_contact_is_set(client: Client):
    text = client.get(ANY_PAGE).content.decode()
    assert "Contact: mailto:accounts@example.org\n" in text
    assert f"Canonical: {settings.PUBLIC_URL}{ANY_PAGE}\n" in text
    assert "\nExpires: 20" in text


@override_settings(SECURITY_CONTACT="https://example.org/report")
def test_security_txt_names_the_contact(client: Client):
    assert client.get(ANY_PAGE).content.startswith(b"Contact: https://example.org/report\n")


def test_a_request_without_a_name_is_left_to_the_list_of_hosts():
    passed = LocalOnlyMiddleware(lambda _request: HttpResponse("passed"))(RequestFactory().get("/"))
    assert passed.content == b"passed"


def test_a_page_that_names_no_icon_still_has_one(client: Client):
    assert client.get("/favicon.ico")["Location"] == "/static/favicon.svg"
    assert finders.find("favicon.svg")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("origin", "title"),
    [
        ("https://id.example.com", "Cookies are turned off"),
        ("https://id.example.com:444", "This form came from another website"),
        ("https://evil.example", "This form came from another website"),
        ("null", "This form came from another website"),
    ],
)
def test_own_origin_counts_although_the_proxy_passes_a_port(origin: str, title: str):
    here = {"PUBLIC_URL": "https://id.example.com", "CSRF_TRUSTED_ORIGINS": ["https://id.example.com"]}
    with override_settings(ALLOWED_HOSTS=["id.example.com"], **here):
        request = RequestFactory().post(
            "/signin", headers={"origin": origin, "host": "id.example.com:443"}, secure=True
        )
        request.session = SessionStore()
        request.user = AnonymousUser()
        answer = CsrfViewMiddleware(lambda _request: HttpResponse()).process_view(
            request, lambda: None, (), {}
        )
    assert answer is not None
    assert answer.status_code == 403
    assert title in answer.content.decode()
    assert ("id.example.com. Open" in answer.content.decode()) is ("another website" in title)


def test_settings_trust_the_public_origin():
    assert settings.CSRF_TRUSTED_ORIGINS == [settings.PUBLIC_URL]
