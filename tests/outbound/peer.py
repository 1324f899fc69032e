"""A server on loopback that answers byte by byte as a test says, in the clear or over TLS."""

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

MAX_REQUEST = 1_000_000
PATIENCE_SECONDS = 30
"""Longer than any exchange: a test whose client waits too long fails instead of hanging."""

Reply = Callable[[], Iterable[bytes]]


def response(
    body: bytes = b"{}", *, status: str = "200 OK", content_type: str = "application/json", more: str = ""
) -> bytes:
    """Return a whole response."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


@dataclass
class Peer:
    """The server as its test sees it."""

    port: int
    reply: Reply = lambda: [response()]
    requests: list[bytes] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)
    connections: int = 0
    bytes_sent: int = 0
    over: Event = field(default_factory=Event)

    @property
    def head(self) -> list[str]:
        """Return request line and headers of the only request."""
        (request,) = self.requests
        return request.partition(b"\r\n\r\n")[0].decode().split("\r\n")


@contextmanager
def a_peer(certificate: Path | None = None, *, host: str = "127.0.0.1") -> Iterator[Peer]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, 0), family=family, dualstack_ipv6=host == "::")
    peer = Peer(listener.getsockname()[1])
    context = _context(certificate, peer) if certificate else None
    thread = Thread(target=_serve, args=(listener, peer, context))
    thread.start()
    try:
        yield peer
    finally:
        peer.over.set()
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def a_certificate(folder: Path, name: str) -> Path:
    """Return a file with a certificate for a name, signed by itself, and its key."""
    file = folder / f"{name}.pem"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    names = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}"]
    key = folder / f"{name}.key"
    subprocess.run(
        [*make.split(), *names, "-keyout", str(key), "-out", str(file)], check=True, capture_output=True
    )
    file.write_text(file.read_text() + key.read_text())
    return file


def _context(certificate: Path, peer: Peer) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _socket, name, _context: peer.names.append(name)
    return context


def _serve(listener: socket.socket, peer: Peer, context: ssl.SSLContext | None) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listener.accept()
            peer.connections += 1
            connection.settimeout(PATIENCE_SECONDS)
            with suppress(OSError), connection:
                if context is None:
                    _answer(connection, peer)
                else:
                    with context.wrap_socket(connection, server_side=True) as secure:
                        _answer(secure, peer)


def _answer(connection: socket.socket, peer: Peer) -> None:
    request = b""
    while not _is_whole(request):
        received = connection.recv(65536)
        if not received:
            return
        request += received
    peer.requests.append(request)
    for chunk in peer.reply():
        connection.sendall(chunk)
        peer.bytes_sent += len(chunk)


def _is_whole(request: bytes) -> bool:
    head, ended, body = request.partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"Content-Length:")), 0
    )
    return bool(ended) and len(body) >= length
