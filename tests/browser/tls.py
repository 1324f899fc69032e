"""The proxy of a production deployment, as small as a test needs it: it speaks TLS and says who asked."""

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

CLIENT = "203.0.113.9"
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding"}


@contextmanager
def tls_proxy(address: str, folder: Path) -> Iterator[int]:
    """Run a proxy in front of the server at `address`; yield its port on 127.0.0.1."""
    behind = urlsplit(address)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            # Closed also when the browser has gone meanwhile and takes no answer.
            with closing(HTTPConnection("127.0.0.1", behind.port or 80, timeout=120)) as connection:
                connection.request(self.command, self.path, body, self._passed_on())
                with connection.getresponse() as answer:
                    self.send_response(answer.status)
                    for name, value in answer.getheaders():
                        if name.lower() not in HOP_BY_HOP:
                            self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(answer.read())

        do_POST = do_GET  # noqa: N815 - the name that http.server asks for

        def _passed_on(self) -> dict[str, str]:
            kept = {name: value for name, value in self.headers.items() if name.lower() not in HOP_BY_HOP}
            return {**kept, "X-Forwarded-Proto": "https", "X-Forwarded-For": CLIENT}

        def log_message(self, *_args: object) -> None:
            """The servers behind write their own log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    # The handshake belongs to the thread of the connection: a slow one must not hold up the others.
    server.socket = _context(folder).wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


def _context(folder: Path) -> ssl.SSLContext:
    """A certificate of its own for localhost, made with the openssl that comes with ca-certificates."""
    key, certificate = folder / "proxy.key", folder / "proxy.crt"
    make = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*make.split(), *names], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
