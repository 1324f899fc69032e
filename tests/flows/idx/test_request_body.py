import json

import pytest
from django.test import RequestFactory

from flows.idx.request_body import MAX_BODY, Unreadable, handle_in, parse, read_body
from tests.tables import each


def post(body: bytes, content_type: str = "application/json"):
    return RequestFactory().post("/idp/idx/identify", body, content_type=content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/ion+json; okta-version=1.0.0",
        "application/json; okta-version=1.0.0",
    ],
)
def test_every_json_type_is_read(content_type: str):
    assert read_body(post(b'{"a": 1}', content_type)) == {"a": 1}


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_body_a_foreign_form_can_send_is_not_read(content_type: str):
    with pytest.raises(Unreadable):
        read_body(post(b'{"a": 1}', content_type))


@each(
    ("raw", "why"),
    [
        (b"", "nothing"),
        (b"not json", "no JSON"),
        (b"[]", "a list"),
        (b'"text"', "a text"),
        (b"null", "null"),
        (b'{"a": 1, "a": 2}', "a name twice"),
        (b'{"a": {"b": 1, "b": 1}}', "a name twice, deeper"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "infinity"),
        (b'{"a": 1e999}', "infinity by overflow"),
        (b'{"a": ' + b"9" * 5000 + b"}", "a number of thousands of digits"),
        (b'{"a": "\xff"}', "no UTF-8"),
        (b'{"a": "\\ud800"}', "half a surrogate pair"),
        (b'{"\\ud800": 1}', "half a surrogate pair in a name"),
        (b'\xef\xbb\xbf{"a": 1}', "a byte order mark"),
        (b'{"a": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", "a bottomless nest"),
        (json.dumps({"a": "x" * MAX_BODY}).encode(), "too much"),
        (b'{"a": 1} {"b": 2}', "two objects"),
    ],
)
def test_ambiguous_json_is_not_read(raw: bytes, why: str):
    with pytest.raises(Unreadable):
        read_body(post(raw))


def test_plain_json_is_read():
    raw = '{"text": "Zoë \\ud83c\\udf33", "number": 1.5, "yes": true, "none": null, "list": [1]}'
    assert parse(raw.encode()) == {
        "text": "Zoë 🌳",
        "number": 1.5,
        "yes": True,
        "none": None,
        "list": [1],
    }


def test_a_body_that_announces_too_much_is_not_even_read():
    request = post(b"{}")
    request.META["CONTENT_LENGTH"] = str(10**9)
    with pytest.raises(Unreadable):
        read_body(request)


@each("given", [None, 5, True, [], {}, "", "x" * 201, "händel"])
def test_malformed_handle_is_none(given: object):
    assert handle_in({"stateHandle": given}, "stateHandle") == ""


def test_the_handle_may_come_under_another_name():
    assert handle_in({"stateToken": "02.id.x"}, "stateHandle", "stateToken") == "02.id.x"
