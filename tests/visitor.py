"""A visitor of the hosted pages, and what each visit asks of the database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
WRITES = ("INSERT", "UPDATE", "DELETE")
_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True)
class Statement:
    """One statement with its parameters; ``kind`` is its first word and its own first table."""

    sql: str
    params: Any = ()

    @property
    def kind(self) -> str:
        verb = self.sql.split(None, 1)[0].upper()
        outside, inner = self.sql, ""
        while outside != inner:
            inner, outside = outside, re.sub(r"\([^()]*\)", "", outside)
        table = re.search(r'(?:FROM|INTO|UPDATE)\s+"?(\w+)"?', outside)
        return f"{verb} {table[1] if table else '?'}"

    @property
    def writes(self) -> bool:
        return self.sql.split(None, 1)[0].upper() in WRITES


@contextmanager
def recorded() -> Iterator[list[Statement]]:
    """Collect every statement that is no transaction control."""
    seen: list[Statement] = []
    assert connection.features.supports_json_field  # asked of SQLite once in the life of a process

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.lstrip().upper().startswith(_CONTROL):
            seen.append(Statement(sql.strip(), params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


@dataclass
class Visitor:
    """A browser without scripts that keeps its cookies and follows redirects itself, one visit at a time."""

    at: str = "/"
    http: Client = field(
        default_factory=lambda: Client(
            headers={"host": f"localhost:{settings.PORT}", "user-agent": BROWSER},
            enforce_csrf_checks=False,
            # Not from this very machine, whose browsers are never too many.
            REMOTE_ADDR="198.51.100.7",
        )
    )

    def get(self, path: str = "") -> HttpResponse:
        self.at = path or self.at
        return self._seen(self.http.get(self.at))

    def post(self, form: str, path: str = "", **fields: Any) -> HttpResponse:
        """Post a form to the page that is open; fields are named with _ for the dot of a path."""
        self.at = path or self.at
        named = {name.replace("__", "."): value for name, value in fields.items()}
        return self._seen(self.http.post(self.at, {"form": form, **named}))

    def _seen(self, response: HttpResponse) -> HttpResponse:
        if response.status_code in (302, 303):
            self.at = response["Location"]
        return response
