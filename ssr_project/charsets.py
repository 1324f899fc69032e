"""Charsets that a request may name.

Django sets the encoding of a request before any middleware runs, and reads the query string as it does: with
an odd charset, or too many fields, that raises where nothing can answer.
"""

import re
from collections.abc import Callable
from encodings.aliases import aliases
from typing import Any, Final, TypeVar

from django.utils.http import parse_header_parameters

R = TypeVar("R")
UNREADABLE: Final = "unreadable"
"""The content type of a request whose charset or content type can't be read: no form is parsed from it."""
ASCII_ONLY: Final = "ssr.ascii_only"
"""WSGI variable of a request in a charset that agrees with UTF-8 on ASCII only: its body must be ASCII."""
_FAMILIES: Final = ("utf_8", "ascii", "latin_1", "iso8859_", "cp125", "koi8_")
_CODECS: Final = {
    name: codec
    for codec in aliases.values()
    if codec.startswith(_FAMILIES) and codec != "utf_8_sig"
    for name in (codec, *(alias for alias, of in aliases.items() if of == codec))
}
"""Codecs by their normal names. A closed list: ``codecs.lookup`` caches every name it gets."""
_TOKEN: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def with_known_charset(application: Callable[..., R]) -> Callable[..., R]:
    """Wrap a WSGI application so that each request is UTF-8, ASCII, or of the type ``UNREADABLE``."""

    def call(environ: dict[str, Any], *rest: Any) -> R:
        content_type = environ.get("CONTENT_TYPE", "")
        if content_type:
            named, ascii_only = _without_charset(content_type)
            environ = {**environ, "CONTENT_TYPE": named, ASCII_ONLY: ascii_only}
        return application(environ, *rest)

    return call


def _without_charset(content_type: str) -> tuple[str, bool]:
    """Return a content type without its charset, and whether that charset is another than UTF-8."""
    if not content_type.isprintable():
        return UNREADABLE, False
    try:
        kind, parameters = parse_header_parameters(content_type)
        charset = _CODECS[parameters.pop("charset", "utf-8").lower().replace("-", "_")]
    except (ValueError, LookupError):
        return UNREADABLE, False
    kept = "; ".join([kind, *(f"{name}={_quoted(value)}" for name, value in parameters.items())])
    return kept, charset != "utf_8"


def _quoted(value: str) -> str:
    """Return a parameter's value as a token, or as a quoted string where it isn't one (RFC 9110 §5.6.6)."""
    if _TOKEN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
