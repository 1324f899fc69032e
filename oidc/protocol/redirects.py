"""Redirect URIs and origins: what may be registered, and comparison letter by letter (RFC 9700 §2.1)."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final
from urllib.parse import SplitResult, urlsplit

from accounts.domain.violations import Violation

LOOPBACK: Final = frozenset({"127.0.0.1", "[::1]", "localhost"})
_ANY_PORT: Final = frozenset({"127.0.0.1", "[::1]"})
"""The hosts whose port may differ for native clients; a name may lead elsewhere (RFC 8252 §8.3)."""
MAX_LENGTH: Final = 2000


_BETWEEN: Final = re.compile(r"\s+|[,;]+(?=\s|$|[a-zA-Z][a-zA-Z0-9+.-]*:/)")
"""What people write between two addresses. A comma inside of one is followed by no scheme."""


def parse_uris(text: str) -> tuple[str, ...]:
    """Return the addresses in a text, each once: separated by white space, commas or semicolons.

    Invisible characters that come with a copied text are removed.
    """
    visible = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return tuple(dict.fromkeys(uri for uri in _BETWEEN.split(visible) if uri))


def with_path(uri: str) -> str:
    """Return a URI of http or https with a slash for its empty path (RFC 3986 §6.2.3)."""
    parts = _split(uri)
    if parts is None or parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
        return uri
    start = len(f"{parts.scheme}://{parts.netloc}")
    return f"{uri[:start]}/{uri[start:]}"


def is_registered(uri: str, registered: Iterable[str], *, any_loopback_port: bool = False) -> bool:
    """Whether a URI is one of the registered ones: not a byte more or less.

    ``any_loopback_port``: on a literal loopback address the port may be another (RFC 8252 §7.3).
    """
    known = tuple(registered)
    if uri in known:
        return True
    if not any_loopback_port:
        return False
    bare = _without_port(uri)
    return bool(bare) and bare in {_without_port(known_uri) for known_uri in known}


def _without_port(uri: str) -> str:
    """Return a plain http URI of a literal loopback address without its port, nothing for any other."""
    parts = _split(uri)
    if parts is None or parts.scheme != "http" or "#" in uri:
        return ""
    host, port = _host_and_port(parts.netloc)
    if host not in _ANY_PORT or not (port == "" or _is_port(port)):
        return ""
    # Whatever else the URI holds is compared as it was written.
    return uri.replace(parts.netloc, host, 1)


def _host_and_port(netloc: str) -> tuple[str, str]:
    host, colon, port = netloc.rpartition(":")
    return (host, port) if colon and not port.endswith("]") else (netloc, "")


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) <= 65535


def _split(uri: str) -> SplitResult | None:
    try:
        return urlsplit(uri)
    except ValueError:
        return None


def check_uris(field: str, uris: Iterable[str], *, native: bool = False) -> tuple[Violation, ...]:
    """Return what is wrong with URIs that are to be registered, the first fault of each.

    ``native``: a scheme of the program's own, in reversed domain notation, is fine too (RFC 8252 §7.1).
    """
    found = ((uri, _fault(uri, native=native)) for uri in uris)
    return tuple(Violation(field, code, (uri,)) for uri, code in found if code)


def check_origins(field: str, origins: Iterable[str]) -> tuple[Violation, ...]:
    """Return what is wrong with origins: scheme, host and port, as a browser writes them (RFC 6454 §6.2)."""
    found = ((origin, _fault(origin) or _more_than_origin(origin)) for origin in origins)
    return tuple(Violation(field, code, (origin,)) for origin, code in found if code)


def _fault(uri: str, *, native: bool = False) -> str:
    parts = _split(uri)
    if parts is None or not uri.isascii() or not uri.isprintable() or len(uri) > MAX_LENGTH or "\\" in uri:
        return "ssr.client.uri_malformed"
    if "#" in uri:
        return "ssr.client.uri_fragment"
    if "*" in uri:
        return "ssr.client.uri_wildcard"
    if native and "." in parts.scheme:
        return ""
    if parts.scheme not in ("https", "http") or not parts.netloc:
        return "ssr.client.uri_absolute"
    host, port = _host_and_port(parts.netloc)
    if "@" in host or not host or not (port == "" or _is_port(port)) or host != host.lower():
        return "ssr.client.uri_malformed"
    return "" if parts.scheme == "https" or host in LOOPBACK else "ssr.client.uri_insecure"


def _more_than_origin(origin: str) -> str:
    parts = urlsplit(origin)
    default = {"https": ":443", "http": ":80"}[parts.scheme]
    bare = origin == f"{parts.scheme}://{parts.netloc}" and not parts.netloc.endswith(default)
    return "" if bare else "ssr.client.origin_malformed"
