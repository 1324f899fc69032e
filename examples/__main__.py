"""``make examples``: register the examples at the server of ``make serve`` and start them."""

import argparse
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from urllib.error import URLError
from urllib.request import urlopen

from examples.flask_app import create_app
from examples.identity_provider import Server, connect, provider_server
from examples.registering import EMBEDDED, FLASK, SINGLE_PAGE, register
from examples.serving import HOST, PACKAGES, serve_files, serve_flask
from ssr_project import settings

Start = Callable[[str, str], object]
"""Starts an example for the server at an address; the second argument is the secret of the Flask app."""

EXAMPLES: dict[str, tuple[int, Start]] = {
    "flask_app": (8201, lambda server, secret: serve_flask(create_app(server, FLASK, secret), 8201)),
    "single_page": (8202, lambda server, _: serve_files("single_page", 8202, client(server, SINGLE_PAGE))),
    "embedded": (8203, lambda server, _: serve_files("embedded", 8203, client(server, EMBEDDED))),
}

PROVIDER, PROVIDER_PORT = "identity_provider", 8210


def client(server: str, client_id: str) -> dict[str, str]:
    """Return what an example without a server is told: its issuer and its name there."""
    return {"issuer": f"{server}/oauth2/default", "clientId": client_id}


def main() -> None:
    parser = argparse.ArgumentParser(prog="make examples", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join((*EXAMPLES, PROVIDER))}")
    parser.add_argument("--server", default=settings.PUBLIC_URL, help="where the server is")
    options = parser.parse_args()
    if options.names == [PROVIDER]:
        _insist_on_server(options.server)
        _run_provider(options.server)
        return
    names = options.names or list(EXAMPLES)
    if unknown := set(names) - set(EXAMPLES):
        parser.error(f"There is no example called {', '.join(sorted(unknown))}.")
    _insist_on_server(options.server)
    secret = register(settings.DATA_DIR / "examples" / "secret")
    for name in names:
        port, start = EXAMPLES[name]
        try:
            start(options.server, secret)
        except OSError as taken:
            sys.exit(f"{name} needs port {port} of {HOST}: {taken.strerror}")
        print(f"{name:<12} http://{HOST}:{port}/", flush=True)
    if "single_page" in names and not PACKAGES.exists():
        print("single_page lacks oidc-client-ts: npm could not fetch it. The others work.", flush=True)
    with suppress(KeyboardInterrupt):
        threading.Event().wait()


def _run_provider(server: str) -> None:
    folder = settings.DATA_DIR / "examples" / "provider"
    folder.mkdir(parents=True, exist_ok=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # as Ctrl-C: the second server ends with this one
    with suppress(KeyboardInterrupt), provider_server(folder, PROVIDER_PORT) as provider:
        connect(Server(server, os.environ), provider, folder)
        print(
            f"Press its button at {server}/signin; create an account there at {provider.url}/signup",
            flush=True,
        )
        threading.Event().wait()


def _insist_on_server(server: str) -> None:
    try:
        with urlopen(f"{server}/healthz", timeout=5):  # noqa: S310 - the address of our own server
            return
    except (URLError, OSError):
        sys.exit(f"Nothing answers at {server}. Start the server first: make serve")


if __name__ == "__main__":
    main()
