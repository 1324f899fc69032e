"""Django's test client, as far as drivers of journeys use it, over a real connection to a real server."""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

SECONDS = 120


@dataclass(frozen=True)
class Answer:
    """What came back, and from where."""

    response: requests.Response

    @property
    def status_code(self) -> int:
        return self.response.status_code

    @property
    def content(self) -> bytes:
        return self.response.content

    @property
    def headers(self) -> Any:
        return self.response.headers

    @property
    def request(self) -> dict[str, str]:
        parts = urlsplit(self.response.url)
        return {"PATH_INFO": parts.path, "QUERY_STRING": parts.query}

    def json(self) -> Any:
        return json.loads(self.content)

    def __getitem__(self, header: str) -> str:
        return self.response.headers[header]


class Wire:
    """A browser's or an app's connection. ``origin`` is that of the page that asks, where there is one."""

    def __init__(self, url: str, origin: str = "") -> None:
        self.url, self.session = url, requests.Session()
        if origin:
            self.session.headers["Origin"] = origin

    def get(self, path: str, follow: bool = False, headers: dict[str, str] | None = None) -> Answer:
        return self._ask("GET", path, follow, headers=headers)

    def post(self, path: str, body: Any, content_type: str = "", follow: bool = False) -> Answer:
        headers = {"Content-Type": content_type} if content_type else None
        return self._ask("POST", path, follow, data=body, headers=headers)

    def _ask(self, method: str, path: str, follow: bool, **options: Any) -> Answer:
        where, options = urljoin(self.url, path), {"timeout": SECONDS, "allow_redirects": False, **options}
        response = self.session.request(method, where, **options)
        while follow and response.status_code in (302, 303):
            where = urljoin(where, response.headers["Location"])
            assert where.startswith(self.url), where
            response = self.session.get(where, timeout=SECONDS, allow_redirects=False)
        return Answer(response)
