"""ASVS 5.0 V4 and V1.1: how answers are labelled, how bodies end, and how often a value is decoded."""

import re
import socket

import pytest
from django.test import Client
from gunicorn.config import Config
from gunicorn.http.errors import ParseException
from gunicorn.http.parser import RequestParser

from accounts.models import User
from flows.domain.transaction import Intent
from tests.actors import PASSWORD, afresh, sign_up_policy
from tests.journeys.drivers import HostedDriver
from tests.journeys.stories import ADA
from tests.lint import ROOT
from tests.oidc.parties import a_signing_key
from tests.tables import each

started_afresh = pytest.fixture(autouse=True)(afresh)
LABELS = re.compile(r"(?:text/(?:html|plain); charset=utf-8|application/(?:json|ion\+json)(?:; .*)?)")
PATHS = (
    *("/signin", "/signup", "/recover", "/nowhere", "/healthz", "/.well-known/security.txt"),
    *("/.well-known/openid-configuration", "/oauth2/v1/keys", "/oauth2/v1/userinfo", "/idp/idx/introspect"),
)


@pytest.mark.django_db
@each("path", PATHS)
def test_answer_names_its_type_and_charset(client: Client, path: str):
    """ASVS 5.0 4.1.1."""
    a_signing_key()
    answer = client.get(path)
    if not answer.content:
        return
    assert LABELS.fullmatch(answer["Content-Type"]), answer["Content-Type"]
    is_json = answer.content.lstrip()[:1] in (b"{", b"[")
    assert is_json == ("json" in answer["Content-Type"])
    assert (b"<!doctype html>" in answer.content) == answer["Content-Type"].startswith("text/html")


@pytest.mark.django_db
@each("path", PATHS)
def test_length_of_an_answer_is_that_of_its_body(client: Client, path: str):
    """ASVS 5.0 4.2.2."""
    a_signing_key()
    answer = client.get(path)
    assert answer.get("Content-Length", str(len(answer.content))) == str(len(answer.content))
    assert "Transfer-Encoding" not in answer


AMBIGUOUS = {
    "length and chunks": b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
    "two lengths": b"Content-Length: 4\r\nContent-Length: 5\r\n",
    "signed length": b"Content-Length: +4\r\n",
    "length in hex": b"Content-Length: 0x4\r\n",
    "unknown encoding": b"Transfer-Encoding: chunked, zorg\r\n",
    "encoding twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
    "space before the colon": b"Content-Length : 4\r\n",
    "folded header": b"X-A: b\r\n Content-Length: 4\r\n",
}


@each("headers", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_request_whose_end_is_ambiguous_is_refused(headers: bytes):
    """ASVS 5.0 4.2.1: by the web server of production, as it is configured."""
    options = set(re.findall(r"^(\w+) =", (ROOT / "gunicorn.conf.py").read_text(), re.M))
    assert not options & {"permit_obsolete_folding", "strip_header_spaces", "casefold_http_method"}
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(b"POST /signin HTTP/1.1\r\nHost: a\r\n" + headers + b"\r\n0\r\n\r\n")
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(ParseException):
            next(RequestParser(Config(), ours, ("127.0.0.1", 1)))


@pytest.mark.django_db
def test_value_is_decoded_once_and_escaped_once():
    """ASVS 5.0 1.1.1, 1.1.2: stored as typed, written out for its page."""
    sign_up_policy()
    browser = HostedDriver()
    browser.begin(Intent.SIGN_UP)
    browser.submit_profile({"email": ADA, "firstName": "%2541 &amp; {{7*7}}", "lastName": "O'%27"})
    browser.submit_code()
    browser.choose_password(PASSWORD)
    user = User.objects.get(email=ADA)
    assert (user.first_name, user.last_name) == ("%2541 &amp; {{7*7}}", "O'%27")
    page = browser.client.get("/me/profile").content.decode()
    assert "%2541 &amp;amp; {{7*7}}" in page
    assert "&amp;amp;amp;" not in page
