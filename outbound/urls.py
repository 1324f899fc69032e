"""One strict parser of URLs, for the check of a setting and for the request.

Two parsers that read one text differently are how a checked URL leads elsewhere. This one knows few forms
and refuses all others, so there is nothing to interpret: no user info, fragment, backslash, white space or
control character, no closing dot, and IPv4 addresses in four plain decimal numbers only.
"""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

import idna

from outbound.addresses import Address
from outbound.errors import OutboundError, Reason

MAX_LENGTH: Final = 2000
DEFAULT_PORTS: Final = {"https": 443, "http": 80}
_URL: Final = re.compile(
    r"(?P<scheme>https?)://"
    r"(?:\[(?P<ipv6>[0-9a-fA-F:.]+)\]|(?P<name>[^\x00-\x20\x7f/?#@:\\\[\]%]+))"
    r"(?::(?P<port>[1-9][0-9]{0,4}))?"
    r"(?P<target>(?:/[!$-;=?-Z_a-z~]*)?(?:\?[!$-;=?-Z_a-z~]*)?)"
)
"""The path and query hold what RFC 3986 §3.3 and §3.4 allow, percent-encoded."""
_LABEL: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_MAX_NAME: Final = 253
_NUMBER: Final = re.compile(r"[0-9]+|0x[0-9a-f]*")
MAX_PORT: Final = 65535


@dataclass(frozen=True, slots=True)
class Url:
    """A URL in its parts. ``host`` is lower-case ASCII, without the brackets of an IPv6 address."""

    scheme: str
    host: str
    port: int
    target: str
    address: Address | None

    @property
    def authority(self) -> str:
        """Return the value of the ``Host`` header: without the default port (RFC 9110 §7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def is_local(self) -> bool:
        """Whether the host is this machine by its spelling (RFC 6761 §6.3)."""
        if self.address is not None:
            return self.address.is_loopback
        return self.host == "localhost" or self.host.endswith(".localhost")


def parse_url(text: str) -> Url:
    """Return the parts of a URL. Raises OutboundError with ``Reason.URL``."""
    found = _URL.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if found is None:
        raise OutboundError(Reason.URL)
    port = int(found["port"] or DEFAULT_PORTS[found["scheme"]])
    if port > MAX_PORT:
        raise OutboundError(Reason.URL)
    host, address = _ipv6(found["ipv6"]) if found["ipv6"] else _name(found["name"])
    target = found["target"]
    return Url(found["scheme"], host, port, target if target.startswith("/") else f"/{target}", address)


def _ipv6(text: str) -> tuple[str, Address]:
    try:
        address = IPv6Address(text)
    except AddressValueError:
        raise OutboundError(Reason.URL) from None
    return address.compressed, address


def _name(text: str) -> tuple[str, Address | None]:
    """Return a host in ASCII, and its address if it is one (IDNA 2008 after the mapping of UTS 46)."""
    try:
        host = text.lower() if text.isascii() else idna.encode(text, uts46=True, std3_rules=True).decode()
    except (idna.IDNAError, UnicodeError):
        raise OutboundError(Reason.URL) from None
    labels = host.split(".")
    if len(host) > _MAX_NAME or not all(map(_LABEL.fullmatch, labels)):
        raise OutboundError(Reason.URL)
    return host, _ipv4(host) if _NUMBER.fullmatch(labels[-1]) else None


def _ipv4(host: str) -> IPv4Address:
    """Return the address. Resolvers take ``127.1`` and ``0x7f000001`` for addresses; they are refused."""
    try:
        return IPv4Address(host)
    except AddressValueError:
        raise OutboundError(Reason.URL) from None
