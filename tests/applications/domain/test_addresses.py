from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.messages import CATALOGUE
from applications.domain.addresses import MAX_LENGTH, check_address
from tests.tables import each

GOOD = [
    "https://app.example.com",
    "https://app.example.com/start?from=dashboard&x=1",
    "https://app.example.com:8443/",
    "http://localhost:5000/login",
    "http://127.0.0.1/login",
    "http://[::1]:3000/",
    "http://app.localhost:3000/",
]
BAD = [
    ("app.example.com", "ssr.app.address"),
    ("/start", "ssr.app.address"),
    ("https:///start", "ssr.app.address"),
    ("https://", "ssr.app.address"),
    ("javascript:alert(1)", "ssr.app.address"),
    ("data:text/html,hi", "ssr.app.address"),
    ("ftp://app.example.com/", "ssr.app.address"),
    ("https://app.example.com\\@evil.example/", "ssr.app.address"),
    ("https://app.example.com/ start", "ssr.app.address"),
    ("https://app.example.com/\nstart", "ssr.app.address"),
    ("https://app.example.com:port/", "ssr.app.address"),
    ("https://[::1/", "ssr.app.address"),
    ("http://app.example.com/", "ssr.app.address.insecure"),
    ("http://10.0.0.1/", "ssr.app.address.insecure"),
    ("http://localhost.example.com/", "ssr.app.address.insecure"),
    ("http://127.0.0.1.example.com/", "ssr.app.address.insecure"),
    ("https://ada@app.example.com/", "ssr.app.address.user"),
    ("https://ada:secret@app.example.com/", "ssr.app.address.user"),
    ("https://app.example.com/#start", "ssr.app.address.fragment"),
    ("https://app.example.com/" + "a" * MAX_LENGTH, "ssr.app.address.long"),
]


@each("text", GOOD)
def test_address_that_cannot_be_read_in_transit_is_accepted(text):
    assert check_address("initiate_login_uri", text) == ()


@each(("text", "code"), BAD)
def test_invalid_address_has_a_violation(text, code):
    (found,) = check_address("initiate_login_uri", text)

    assert (found.field, found.code) == ("initiate_login_uri", code)
    assert code in CATALOGUE


@given(st.text())
def test_no_text_is_too_strange(text):
    assert len(check_address("initiate_login_uri", text)) <= 1
