"""Hostile requests: odd methods, content types, charsets, boundaries, counts, text and JSON."""

import json
from dataclasses import dataclass
from random import Random
from urllib.parse import urlencode

from tests.fuzz.routes import path_of

METHODS = (
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "POST",
    "POST",
    "HEAD",
    "PUT",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "BREW",
)
URLENCODED, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
CHARSETS = (*("",) * 12, "; charset=utf-8", "; charset=utf-16", "; charset=hex", '; charset="')
CONTENT_TYPES = (
    *(URLENCODED, URLENCODED, URLENCODED, MULTIPART, f"{MULTIPART}; boundary=x", f"{MULTIPART}; boundary=x"),
    *(f"{MULTIPART}; boundary={'y' * 500}", "application/json", "application/json", "application/ion+json"),
    *("text/plain", "", "nonsense", "application/json; okta-version=1.0.0"),
)
WORDS = (
    *(
        "",
        "1",
        "-1",
        "yes",
        "on",
        "ada@example.com",
        "\0",
        "a\0b",
        "\x1b[0m",
        "\ud800",
        "\udfff",
        "\ufffd",
        "\u202e",
    ),
    *(
        "9" * 400,
        "a" * 5_000,
        "2026-02-30",
        "1e999",
        "NaN",
        "[]",
        "{}",
        "null",
        "../../etc/passwd",
        "//evil.example",
    ),
    *(
        "<script>",
        "'; --",
        "%00",
        "\r\nX: 1",
        "https://[",
        "http://a:99999/",
        "٣٠٤٥",
        "１２",
        "İ",
        "ß",
        "🐝" * 50,
    ),
)
NAMES = (
    *(
        "form",
        "step",
        "identifier",
        "credentials.passcode",
        "email",
        "userProfile.email",
        "next",
        "q",
        "o",
        "p",
    ),
    *(
        "action",
        "_selected_action",
        "_save",
        "_popup",
        "_to_field",
        "e",
        "all",
        "id",
        "minutes",
        "name",
        "label",
    ),
    *("memberships-TOTAL_FORMS", "form_fields-TOTAL_FORMS", "form_fields-INITIAL_FORMS", "memberships-0-id"),
    *(
        "client_id",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "prompt",
        "max_age",
    ),
    *(
        "grant_type",
        "code",
        "token",
        "id_token_hint",
        "login_hint",
        "client_secret",
        "handle",
        "v",
        "to",
        "part",
    ),
    *(
        "first_name",
        "email__exact",
        "status__exact",
        "created_at__gte",
        "_changelist_filters",
        "term",
        "app_label",
    ),
)
COUNTS = ("0", "1", "151", "2000", "-5", "99999999999999999999", "٣", "x")


@dataclass(frozen=True)
class Hostile:
    """One request."""

    method: str
    path: str
    content_type: str
    body: bytes
    headers: dict[str, str]


def hostile(route: str, random: Random, handle: str) -> Hostile:
    """Return a random request to a route; ``handle`` is the state handle of a live transaction."""
    content_type = random.choice(CONTENT_TYPES) + random.choice(CHARSETS)
    query = f"?{_text(random)}" if random.random() < 0.4 else ""
    return Hostile(
        random.choice(METHODS),
        path_of(route, random) + query,
        content_type,
        _body(content_type, random, handle),
        _headers(random),
    )


def _headers(random: Random) -> dict[str, str]:
    odd = {
        "Accept": ("*/*", "application/json", "text/html", "a/b;q=x"),
        "Accept-Language": ("de", "x" * 600, "en-\xff"),
        "Authorization": ("Basic", "Basic %%%", "Basic AAAA", "Bearer \xff", "Bearer " + "a" * 9_000),
        "Cookie": ("a", "tx-8000=%00", "did-8000=" + "a" * 5_000),
        "Origin": ("null", "https://evil.example", "http://[", "\xff"),
        "Referer": ("http://[", "x" * 3_000),
        "If-Modified-Since": ("yesterday",),
        "Range": ("bytes=9-1",),
    }
    return {name: random.choice(values) for name, values in odd.items() if random.random() < 0.1}


def _fields(random: Random) -> list[tuple[str, str]]:
    most = random.choice((1, 1, 2, 2, 3, 5, 8, 8, 450))
    names = [random.choice(NAMES) for _ in range(most)]
    return [(name, random.choice(COUNTS if "_FORMS" in name else WORDS)) for name in names]


def _text(random: Random) -> str:
    return urlencode(_fields(random), errors="surrogatepass")


def _body(content_type: str, random: Random, handle: str) -> bytes:
    if "json" in content_type:
        return _json(random, handle)
    if MULTIPART in content_type:
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in _fields(random)
        ]
        end = random.choice(("--x--\r\n", "", "--x"))
        return ("".join(parts) + end).encode("utf-8", "surrogatepass")
    return random.choice(
        (_text(random).encode(), _text(random).encode(), b"\xff\xfe=\x00", b"&" * 5_000, b"")
    )


def _json(random: Random, handle: str) -> bytes:
    kind = random.randrange(6)
    if kind == 0:
        return b"[" * 20_000 + b"]" * 20_000
    if kind == 1:
        return random.choice((b"", b"{", b'{"a":1,"a":2}', b'{"a":NaN}', b'"\\ud800"', b"\xff", b"1" * 5_000))
    values = [*WORDS, 10**400, -1, 1.5, None, True, [], {}, [[]], {"passcode": []}, {"id": "\0"}]
    document = {random.choice(NAMES): random.choice(values) for _ in range(5)}
    for name in ("identifier", "credentials", "userProfile", "authenticator"):
        document[name] = random.choice(values)
    return json.dumps({**document, "stateHandle": random.choice((handle, handle, "\0", 5))}).encode()
