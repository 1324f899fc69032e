"""Servers for the examples, on this machine only: threads of one process, which end with it."""

import json
import threading
from collections.abc import Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from flask import Flask
from waitress import create_server

HERE = Path(__file__).resolve().parent
HOST = "127.0.0.1"
PACKAGES = HERE / "single_page" / "node_modules"
_FOLDERS = {"/static/": HERE.parent / "static", "/packages/": PACKAGES}


class _Files(SimpleHTTPRequestHandler):
    """The files of one example, its ``config.json``, the stylesheet of the pages, and packages of npm."""

    def __init__(self, *args: Any, config: Mapping[str, str], **options: Any) -> None:
        self.config = config
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        if self.path != "/config.json":
            super().do_GET()
            return
        body = json.dumps(self.config).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def translate_path(self, path: str) -> str:
        for start, folder in _FOLDERS.items():
            if path.startswith(start):
                self.directory = str(folder)
                return super().translate_path(path.removeprefix(start.rstrip("/")))
        return super().translate_path(path)

    def end_headers(self) -> None:
        server = "/".join(self.config["issuer"].split("/")[:3])
        policy = f"default-src 'self'; img-src 'self' data:; connect-src 'self' {server}"
        self.send_header("Content-Security-Policy", f"{policy}; frame-ancestors 'none'")
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Say nothing: the terminal shows addresses."""


def serve_files(folder: str, port: int, config: Mapping[str, str]) -> ThreadingHTTPServer:
    """Serve an example that is files alone."""
    handler = partial(_Files, config=config, directory=str(HERE / folder))
    server = ThreadingHTTPServer((HOST, port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def serve_flask(app: Flask, port: int) -> Any:
    """Serve a Flask app."""
    server = create_server(app, host=HOST, port=port, threads=2)
    threading.Thread(target=server.run, daemon=True).start()
    return server
