"""Requests that no view can read get the product's own page, as JSON where programs call."""

import logging

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client, RequestFactory, override_settings

from ssr_project.charsets import UNREADABLE, with_known_charset
from ssr_project.error_pages import OAUTH
from tests.fuzz.test_fuzz import HEADERS
from tests.tables import each

pytestmark = pytest.mark.django_db
TOO_MANY = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
NAMED_CHARSETS = [
    ("text/plain", "text/plain"),
    (f"{FORM}; charset=UTF-8", FORM),
    (f"{MULTIPART}; boundary=x; charset=utf8", f"{MULTIPART}; boundary=x"),
    (f"{FORM}; charset=ISO-8859-1", FORM),
    ('application/json; charset="us-ascii"', "application/json"),
    (f"{FORM}; charset=windows-1252", FORM),
    (f"{FORM}; charset=ANSI_X3.4-1968", FORM),
    (f'{MULTIPART}; boundary="a; b=\\"c"; charset=latin1', f'{MULTIPART}; boundary="a; b=\\"c"'),
    (f'{MULTIPART}; boundary="----=_Part 1"', f'{MULTIPART}; boundary="----=_Part 1"'),
    (f'{MULTIPART}; boundary=""', f'{MULTIPART}; boundary=""'),
    (f"{FORM}; charset=utf-16", UNREADABLE),
    (f"{FORM}; charset=utf-7", UNREADABLE),
    (f"{FORM}; charset=cp037", UNREADABLE),
    (f"{FORM}; charset=", UNREADABLE),
    (f"{FORM}; charset*=utf-8''utf-16", UNREADABLE),
    (f"{FORM}; charset=hex", UNREADABLE),
    (f"{FORM}; charset=\0", UNREADABLE),
]


@pytest.fixture
def http() -> Client:
    client = Client(enforce_csrf_checks=True, headers={"host": f"localhost:{settings.PORT}"})
    client.handler = with_known_charset(client.handler)
    return client


@each(("content_type", "handed_on"), NAMED_CHARSETS)
def test_charset_of_request_is_utf8_or_unreadable(content_type, handed_on):
    seen = with_known_charset(lambda environ: environ["CONTENT_TYPE"])
    assert seen({"CONTENT_TYPE": content_type}) == handed_on


@pytest.mark.parametrize(
    ("charset", "body", "readable"),
    [
        ("ISO-8859-1", b"identifier=ada%40example.com", True),
        ("US-ASCII", b"identifier=ada", True),
        ("windows-1252", b"identifier=Z%C3%BCrich", False),
        ("ISO-8859-1", b"identifier=Z\xfcrich", False),
        ("ISO-8859-15", "identifier=Z\u00fcrich".encode(), False),
        ("utf-8", b"identifier=Z%C3%BCrich", True),
    ],
)
def test_form_of_an_ascii_charset_is_read_if_it_is_ascii(http, charset, body, readable):
    response = http.generic("POST", "/signin", body, content_type=f"{FORM}; charset={charset}")
    assert response.status_code == (403 if readable else 400)  # it has no token


@pytest.mark.parametrize(("body", "status"), [(b'{"a": "b"}', 401), (b'{"a": "\xfc"}', 400)])
def test_json_of_an_ascii_charset_reaches_its_view_if_it_is_ascii(http, body, status):
    response = http.generic(
        "POST", "/idp/idx/introspect", body, content_type="application/json; charset=ISO-8859-1"
    )
    assert response.status_code == status


def test_multipart_form_with_a_quoted_boundary_is_read(http):
    seen = []
    read = with_known_charset(lambda environ: seen.append(WSGIRequest(environ).POST["identifier"]))
    body = b'--a; b c\r\nContent-Disposition: form-data; name="identifier"\r\n\r\nada\r\n--a; b c--\r\n'
    request = RequestFactory().generic(
        "POST", "/signin", body, content_type=f'{MULTIPART}; boundary="a; b c"'
    )
    read(request.environ)
    assert seen == ["ada"]


@each("path", ["/signin", "/nothing", "/me/", "/admin/", "/idp/idx/nothing", "/oauth2/v1/keys"])
@each(
    ("content_type", "body"),
    [
        (f"{FORM}; charset=utf-16", b"a=b"),
        (MULTIPART, b"a"),
        (f"{MULTIPART}; boundary={'x' * 300}", b"a"),
        (FORM, b"identifier=%ED%A0%80"),
        (FORM, b"identifier=\xff"),
        (FORM, b"&".join(b"a%d=1" % number for number in range(TOO_MANY))),
        (
            f"{MULTIPART}; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xed\xa0\x80\r\n--x--',
        ),
        (FORM, b"memberships-TOTAL_FORMS=2000"),
        (FORM, b"a-TOTAL_FORMS=100&b-TOTAL_FORMS=100"),
    ],
)
def test_unreadable_form_gets_the_400_page(http, path, content_type, body):
    response = http.generic("POST", path, body, content_type=content_type)

    assert response.status_code == 400
    assert not [name for name in HEADERS if name not in response]
    as_json = path.startswith(("/idp", "/oauth2"))
    assert ("json" in response["Content-Type"]) is as_json
    assert as_json or "We can’t read this request" in response.content.decode()


def test_replacement_character_that_was_typed_is_read(http):
    body = "identifier=%EF%BF%BD&memberships-TOTAL_FORMS=12"
    assert http.generic("POST", "/signin", body, content_type=FORM).status_code == 403  # no token


@pytest.mark.parametrize(
    "path", ["/oauth2/resume/a%00b", "/me/data/withdraw/%00", "/apps/%1b", "/admin/x/%7f/"]
)
def test_control_character_in_a_path_is_not_found(http, path):
    response = http.get(path)
    assert (response.status_code, "doesn’t exist" in response.content.decode()) == (404, True)


@pytest.mark.parametrize(
    "query", ["next=%00", "next=%ff", "&".join(f"a{number}=1" for number in range(TOO_MANY))]
)
def test_unreadable_query_gets_the_400_page(http, query):
    assert http.get(f"/signin?{query}").status_code == 400


def test_method_that_a_page_does_not_take_is_named(http):
    page, document = http.options("/signin"), http.get("/oauth2/v1/token")

    assert (page.status_code, document.status_code) == (405, 405)
    assert "GET" in page["Allow"]
    assert "open this page directly" in page.content.decode()
    assert document.json()["error"] == "invalid_request"


def test_body_too_large_gets_the_413_page_with_every_header(http):
    response = http.generic("POST", "/signin", b"a=" + b"b" * settings.MAX_BODY, content_type=FORM)

    assert (response.status_code, "too large" in response.content.decode()) == (413, True)
    assert not [name for name in HEADERS if name not in response]


@pytest.mark.parametrize(
    ("path", "host", "status"), [("/healthz", "localhost", 421), ("/healthz", None, 200)]
)
def test_answers_before_any_view_carry_every_header(path, host, status):
    response = Client(headers={"host": host or f"localhost:{settings.PORT}"}).get(path)
    assert response.status_code == status
    assert not [name for name in HEADERS if name not in response]


def test_foreign_host_writes_one_line_and_gets_the_400_page(http, caplog):
    caplog.set_level(logging.INFO)
    with override_settings(ALLOWED_HOSTS=["id.example.com"]):
        response = Client(REMOTE_ADDR="192.0.2.1", SERVER_NAME="evil.example").get("/signin")

    assert (response.status_code, "can’t read this" in response.content.decode()) == (400, True)
    refused = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert len(refused) == 1
    assert refused[0].exc_info is None


@each(
    ("path", "as_json"),
    [
        ("/oauth2/v1/token", True),
        ("/oauth2/default/v1/keys", True),
        ("/oauth2/v1/authorize", False),
        ("/oauth2/default/v1/logout", False),
        ("/oauth2/resume/x", False),
        ("/.well-known/openid-configuration", True),
        ("/.well-known/security.txt", False),
        ("/signin", False),
    ],
)
def test_addresses_of_programs_answer_in_json(path, as_json):
    assert bool(OAUTH.match(path)) is as_json
