"""Compressed pages: which are, how they are labelled, and that none shows a secret beside what was chosen."""

import gzip
from collections.abc import Callable

import brotli
import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory

from ssr_project.middleware.compression import MIN_BYTES, CompressionMiddleware, accepted_encoding
from tests.actors import sign_up_policy
from tests.tables import each
from tests.visitor import Visitor

PAGE = "<p>The same words again and again.</p>" * 50
READ: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


def answered(response: HttpResponseBase, accept: str = "gzip, deflate, br") -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"accept-encoding": accept})

    def view(_request: HttpRequest) -> HttpResponseBase:
        return response

    return CompressionMiddleware(view)(request)


@each(
    ("header", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br; q=0, gzip;q=0.1", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=high", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_preferred_encoding_is_chosen(header: str, encoding: str):
    assert accepted_encoding(header) == encoding


@each("encoding", READ)
def test_page_is_compressed_and_labelled(encoding: str):
    page = HttpResponse(PAGE, headers={"Content-Length": str(len(PAGE)), "ETag": '"1"', "Vary": "Cookie"})
    answer = answered(page, encoding)
    assert READ[encoding](answer.content).decode() == PAGE
    assert answer["Content-Encoding"] == encoding
    assert answer["Content-Length"] == str(len(answer.content))
    assert (answer["ETag"], answer["Vary"]) == ('W/"1"', "Cookie, Accept-Encoding")


def test_client_without_encodings_gets_the_page_with_vary():
    answer = answered(HttpResponse(PAGE, headers={"ETag": '"1"'}), "identity")
    assert (answer.content.decode(), answer["Vary"], answer["ETag"]) == (PAGE, "Accept-Encoding", '"1"')
    assert "Content-Encoding" not in answer


UNTOUCHED = {
    "JSON": lambda: HttpResponse(PAGE, content_type="application/json"),
    "short": lambda: HttpResponse("x" * (MIN_BYTES - 1)),
    "no-transform": lambda: HttpResponse(PAGE, headers={"Cache-Control": "no-store, no-transform"}),
    "encoded already": lambda: HttpResponse(PAGE, headers={"Content-Encoding": "zstd"}),
    "a part": lambda: HttpResponse(PAGE, status=206),
    "a stream": lambda: StreamingHttpResponse([PAGE.encode()]),
}


@each("kind", UNTOUCHED)
def test_answer_is_left_as_it_is(kind: str):
    response = UNTOUCHED[kind]()
    answer = answered(response)
    body = b"".join(answer) if isinstance(answer, StreamingHttpResponse) else answer.content
    assert body in (PAGE.encode(), b"x" * (MIN_BYTES - 1))
    assert answer.get("Content-Encoding") == ("zstd" if kind == "encoded already" else None)
    assert "Vary" not in answer


@pytest.mark.django_db
@each("path", ["/signin", "/signup", "/recover", "/nowhere"])
def test_pages_of_the_server_are_compressed(client: Client, path: str):
    sign_up_policy()
    host = f"localhost:{settings.PORT}"
    plain = client.get(path, headers={"host": host})
    answer = client.get(path, headers={"host": host, "accept-encoding": "br"})
    assert answer["Content-Encoding"] == "br"
    assert len(answer.content) < len(plain.content) / 2
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_page_of_a_step_shows_nothing_of_its_query():
    sign_up_policy()
    visitor = Visitor()
    visitor.post(
        "enroll-profile",
        "/signup",
        userProfile__email="ada@example.com",
        userProfile__firstName="Ada",
        userProfile__lastName="Okafor",
    )
    page = visitor.http.get(f"{visitor.at}?chosen=by-a-stranger&v=by-a-stranger&next=/by-a-stranger")
    assert page.status_code == 200
    assert b"by-a-stranger" not in page.content
