"""Connections to a checked address, on which every operation ends at one deadline."""

import socket
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from outbound.addresses import Address
from outbound.deadlines import Deadline
from outbound.errors import OutboundError, Reason
from outbound.urls import Url

MAX_ADDRESSES: Final = 4
"""Addresses of one host that are tried; they share the time for connecting."""


class BoundedSocket(socket.socket):
    """A socket with a deadline and a number of bytes that it may receive.

    The time limit of an ordinary socket starts again with each byte, also within the headers.
    """

    deadline: Deadline
    bytes_left: int

    def limit(self, deadline: Deadline, max_bytes: int) -> None:
        """Set the limits; nothing may be sent or received before."""
        self.deadline = deadline
        self.bytes_left = max_bytes

    def recv_into(self, *arguments: Any) -> int:
        with self._timed():
            received = super().recv_into(*arguments)
        self.bytes_left -= received
        if self.bytes_left < 0:
            raise OutboundError(Reason.SIZE)
        return received

    def send(self, *arguments: Any) -> int:
        with self._timed():
            return super().send(*arguments)

    def sendall(self, *arguments: Any) -> None:
        with self._timed():
            super().sendall(*arguments)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        self.settimeout(self.deadline.left())
        try:
            yield
        except TimeoutError:
            raise OutboundError(Reason.TIME) from None


class BoundedTlsSocket(BoundedSocket, ssl.SSLSocket):
    """The same over TLS, whose ``sendall`` calls ``send``."""


@lru_cache(maxsize=1)
def tls_context() -> ssl.SSLContext:
    """Return the settings of TLS: trusted authorities, host names checked. ``SSL_CERT_FILE`` names others."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    context.sslsocket_class = BoundedTlsSocket
    return context


def connect(url: Url, addresses: Sequence[Address], seconds: float, deadline: Deadline) -> BoundedSocket:
    """Return a connection to one of the addresses, which knows the host by its name. Raises OutboundError."""
    raw = _connect(addresses[:MAX_ADDRESSES], url.port, deadline.within(seconds))
    if url.scheme == "http":
        return BoundedSocket(fileno=raw.detach())
    try:
        raw.settimeout(deadline.left())
        secure = tls_context().wrap_socket(raw, server_hostname=url.host)
    except TimeoutError:
        raise OutboundError(Reason.TIME) from None
    except OSError:
        raise OutboundError(Reason.TLS) from None
    finally:
        raw.close()
    assert isinstance(secure, BoundedTlsSocket)  # noqa: S101 - the class that the context names
    return secure


def _connect(addresses: Sequence[Address], port: int, deadline: Deadline) -> socket.socket:
    for tried, address in enumerate(addresses):
        try:
            share = deadline.left() / (len(addresses) - tried)
            return socket.create_connection((str(address), port), timeout=share)
        except (OSError, OutboundError):
            continue
    raise OutboundError(Reason.CONNECT)
