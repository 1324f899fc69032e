"""Near misses of a registered address, all refused."""

from oidc.protocol.redirects import check_origins, check_uris, is_registered, parse_uris, with_path
from tests.tables import each

REGISTERED = ("https://app.example/callback", "https://app.example/other?x=1", "http://127.0.0.1/native")


@each("uri", REGISTERED)
def test_registered_address_matches_itself(uri):
    assert is_registered(uri, REGISTERED)


@each(
    "uri",
    [
        "",
        " https://app.example/callback",
        "https://app.example/callback ",
        "https://app.example/callback/",
        "https://app.example/callback?",
        "https://app.example/callback?x=1",
        "https://app.example/callback#",
        "https://app.example/callback#x",
        "https://app.example/callback;x",
        "https://app.example/Callback",
        "https://APP.example/callback",
        "HTTPS://app.example/callback",
        "http://app.example/callback",
        "https://app.example:443/callback",
        "https://app.example:8443/callback",
        "https://app.example./callback",
        "https://user@app.example/callback",
        "https://app.example@evil.example/callback",
        "https://evil.example/https://app.example/callback",
        "https://app.example.evil.example/callback",
        "https://evilapp.example/callback",
        "https://sub.app.example/callback",
        "https://app.example//callback",
        "https://app.example/./callback",
        "https://app.example/x/../callback",
        "https://app.example/callback/..",
        "https://app.example/%63allback",
        "https://app.example/callback%00",
        "https://app.example\\@evil.example/callback",
        "https:app.example/callback",
        "//app.example/callback",
        "/callback",
        "app.example/callback",
        "https://app.example/other",
        "https://app.example/other?x=1&y=2",
        "https://app.example/other?x=2",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://app.example/callback\nhttps://evil.example",
        "https://аpp.example/callback",
        "http://127.0.0.1:8080/native",
    ],
)
def test_a_near_miss_does_not_match(uri):
    assert not is_registered(uri, REGISTERED)


@each(
    ("uri", "matches"),
    [
        ("http://127.0.0.1:8080/native", True),
        ("http://127.0.0.1:1/native", True),
        ("http://127.0.0.1/native", True),
        ("http://127.0.0.1:0/native", False),
        ("http://127.0.0.1:65536/native", False),
        ("http://127.0.0.1:080000/native", False),
        ("http://127.0.0.1:x/native", False),
        ("http://127.0.0.1:8080/native/", False),
        ("http://127.0.0.1:8080/native#x", False),
        ("http://127.0.0.2:8080/native", False),
        ("http://localhost:8080/native", False),
        ("http://127.0.0.1:8080@evil.example/native", False),
        ("http://evil@127.0.0.1:8080/native", False),
        ("http://127.0.0.1.evil.example:8080/native", False),
        ("https://127.0.0.1:8080/native", False),
        ("https://app.example:8080/callback", False),
    ],
)
def test_native_app_chooses_only_its_loopback_port(uri, matches):
    assert is_registered(uri, REGISTERED, any_loopback_port=True) is matches


@each(
    ("uri", "code"),
    [
        ("https://app.example/callback", ""),
        ("https://app.example:8443/a?b=c", ""),
        ("http://localhost:3000/callback", ""),
        ("http://127.0.0.1/callback", ""),
        ("http://[::1]:8000/", ""),
        ("http://app.example/callback", "insecure"),
        ("https://app.example/#", "fragment"),
        ("https://*.app.example/", "wildcard"),
        ("app.example/callback", "absolute"),
        ("/callback", "absolute"),
        ("https:///callback", "absolute"),
        ("javascript:alert(1)", "absolute"),
        ("com.example.app:/callback", "absolute"),
        ("https://user@app.example/", "malformed"),
        ("https://App.example/", "malformed"),
        ("https://app.example:99999/", "malformed"),
        ("https://äpp.example/", "malformed"),
        ("https://app.example\\@evil.example/", "malformed"),
        ("https://[::1/", "malformed"),
        ("https://app.example/" + "x" * 2000, "malformed"),
    ],
)
def test_addresses_that_may_be_registered(uri, code):
    found = [violation.code for violation in check_uris("redirect_uris", [uri])]
    assert found == ([f"ssr.client.uri_{code}"] if code else [])


def test_a_native_client_may_have_a_scheme_of_its_own():
    assert check_uris("redirect_uris", ["com.example.app:/callback"], native=True) == ()
    assert check_uris("redirect_uris", ["javascript:alert(1)"], native=True) != ()


@each(
    ("origin", "is_fine"),
    [
        ("https://app.example", True),
        ("http://localhost:3000", True),
        ("https://app.example:8443", True),
        ("https://app.example/", False),
        ("https://app.example:443", False),
        ("https://app.example/a", False),
        ("http://app.example", False),
        ("https://*.example", False),
        ("null", False),
        ("*", False),
    ],
)
def test_which_origins_may_be_registered(origin, is_fine):
    assert (check_origins("allowed_origins", [origin]) == ()) is is_fine


A, B = "https://a.example/cb", "https://b.example/cb"


@each(
    ("text", "uris"),
    [
        ("", ()),
        (" \n ,; ", ()),
        (A, (A,)),
        (f"{A} {B}", (A, B)),
        (f"{A}\r\n{B}\n", (A, B)),
        (f"{A},{B}", (A, B)),
        (f"{A}, {B},", (A, B)),
        (f"{A};{B};", (A, B)),
        (f"{A} ; {B}", (A, B)),
        (f"{A}\t{A}", (A,)),
        (f"\ufeff{A}\u200b,\u202a{B}", (A, B)),
        (f"{A},com.example.app:/cb", (A, "com.example.app:/cb")),
        (f"{A}?x=1,2;v=3,{B}", (f"{A}?x=1,2;v=3", B)),
        ("https://a.example/a,b;c", ("https://a.example/a,b;c",)),
    ],
)
def test_pasted_addresses_are_separated(text, uris):
    assert parse_uris(text) == uris


@each(
    ("uri", "same"),
    [
        ("http://host", "http://host/"),
        ("https://host:8443", "https://host:8443/"),
        ("https://host?a=b", "https://host/?a=b"),
        ("https://host/", "https://host/"),
        ("https://host/x", "https://host/x"),
        ("com.example.app:/cb", "com.example.app:/cb"),
        ("host", "host"),
        ("http://[", "http://["),
    ],
)
def test_an_empty_path_is_a_slash(uri, same):
    assert with_path(uri) == same
