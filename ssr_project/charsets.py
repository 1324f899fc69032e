"""Charsets that a request may name.

Django sets the encoding of a request before any middleware runs, and reads the query string as it does: with
an odd charset, or too many fields, that raises where nothing can answer.
"""

from collections.abc import Callable
from typing import Any, Final, TypeVar

from django.utils.http import parse_header_parameters

R = TypeVar("R")
KNOWN: Final = ("utf-8", "utf8", "us-ascii")
UNREADABLE: Final = "unreadable"
"""The content type of a request whose charset or content type can't be read: no form is parsed from it."""


def with_known_charset(application: Callable[..., R]) -> Callable[..., R]:
    """Wrap a WSGI application so that each request is UTF-8, or has the content type ``UNREADABLE``."""

    def call(environ: dict[str, Any], *rest: Any) -> R:
        content_type = environ.get("CONTENT_TYPE", "")
        if content_type:
            environ = {**environ, "CONTENT_TYPE": _without_charset(content_type)}
        return application(environ, *rest)

    return call


def _without_charset(content_type: str) -> str:
    if not content_type.isprintable():
        return UNREADABLE
    try:
        kind, parameters = parse_header_parameters(content_type)
    except (ValueError, LookupError):
        return UNREADABLE
    if parameters.pop("charset", "utf-8").lower() not in KNOWN:
        return UNREADABLE
    return "; ".join([kind, *(f"{name}={value}" for name, value in parameters.items())])
