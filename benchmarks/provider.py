"""One exchange at an OpenID provider inside this process: a GET gives a code, a POST redeems it."""

import json
import os
import time
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from benchmarks.processor import Part, owners_of

WARM_UP = 20
REDIRECT_URI = "https://payroll.example/back"
SCOPE = "openid profile email offline_access"
_VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123456789"
_CHALLENGE = urlsafe_b64encode(sha256(_VERIFIER.encode()).digest()).decode().rstrip("=")
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Provider:
    """A signed-in browser, the addresses of the provider, and a client."""

    browser: Any
    authorize: str
    token: str
    client_id: str

    def exchange(self) -> None:
        """Request a code and redeem it."""
        request = {"response_type": "code", "client_id": self.client_id, "redirect_uri": REDIRECT_URI}
        request |= {"scope": SCOPE, "state": "s", "nonce": "n"}
        request |= {"code_challenge": _CHALLENGE, "code_challenge_method": "S256"}
        location = self.browser.get(f"{self.authorize}?{urlencode(request)}")["Location"]
        answer = parse_qs(urlsplit(location).query)
        if "code" not in answer:
            raise RuntimeError(f"no code from {self.authorize}: {location}")
        body = {"grant_type": "authorization_code", "code": answer["code"][0], "redirect_uri": REDIRECT_URI}
        body |= {"client_id": self.client_id, "code_verifier": _VERIFIER}
        tokens = self.browser.post(self.token, urlencode(body), content_type=_FORM).json()
        if {"access_token", "id_token", "refresh_token"} - tokens.keys():
            raise RuntimeError(f"no tokens from {self.token}: {tokens}")


def run(provider: Provider) -> None:
    """Print what one exchange takes, in milliseconds of processor time."""
    exchanges = int(os.environ["EXCHANGES"])
    for _ in range(WARM_UP):
        provider.exchange()
    database = Part("database", tuple(owners_of(urlsplit(os.environ["DATABASE_URL"]).port or 5432)))
    before = time.process_time(), database.used()
    for _ in range(exchanges):
        provider.exchange()
    after = time.process_time(), database.used()
    web, rows = ((end - start) * 1000 / exchanges for start, end in zip(before, after, strict=True))
    print(json.dumps({"process": web, "PostgreSQL": rows}))
