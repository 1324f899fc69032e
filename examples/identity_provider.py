"""A second server of this product, as an identity provider of the first."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import yaml

HERE = Path(__file__).resolve().parent
LABEL, CLIENT = "Example provider", "identity-provider-example"
START_SECONDS = 120
SETTINGS = {"DJANGO_SETTINGS_MODULE": "ssr_project.settings"}
MANAGE = (sys.executable, "manage.py")


@dataclass(frozen=True)
class Server:
    """A server on this machine: its URL, and the environment of its commands."""

    url: str
    environment: Mapping[str, str]

    def manage(self, *arguments: str, given: str = "") -> str:
        """Run a command beside the server; ``given`` is its standard input. Ends the program on failure."""
        command = (*MANAGE, *arguments)
        done = subprocess.run(
            command,
            cwd=HERE.parent,
            env=self.environment,
            input=given,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit("The identity provider could not be set up; the lines above say why.")
        return done.stdout


@contextmanager
def provider_server(folder: Path, port: int) -> Iterator[Server]:
    """Run a second server, whose data stay in a folder, until the end of the block."""
    environment = {**os.environ, **SETTINGS, "DATA_DIR": str(folder), "PORT": str(port)}
    server = Server(f"http://localhost:{port}", environment)
    with subprocess.Popen((*MANAGE, "serve"), cwd=HERE.parent, env=environment) as process:
        try:
            _wait_for(server.url, process)
            yield server
        finally:
            process.terminate()


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(f"{url}/healthz", timeout=5):  # noqa: S310 - the address of our own server
                return
        except (URLError, OSError):
            time.sleep(0.2)
    sys.exit(f"The second server does not answer at {url}.")


def connect(first: Server, provider: Server, folder: Path) -> None:
    """Make the second server a provider of the first, and the first an app of the second.

    The second shows a client's secret once: each start makes the client anew.
    """
    row = _row(first, provider.url)
    back = f"{first.url}/idp/callback/{row['id']}"
    client = {"client_type": "confidential", "redirect_uris": [back]}
    _apply(provider, folder, None)
    printed = _apply(provider, folder, client)
    (secret,) = [told["value"] for told in json.loads(printed)["told"] if told["name"] == CLIENT]
    first.manage("identity_providers", "set-secret", LABEL, "--activate", given=secret)


def _row(first: Server, url: str) -> Mapping[str, Any]:
    settings = ("--issuer", f"{url}/oauth2/default", "--client-id", CLIENT, "--trusted-domain", "example.com")
    known = json.loads(first.manage("identity_providers", "list", "--json"))
    if any(row["label"] == LABEL for row in known):
        change = ("edit", LABEL)
    else:
        change = ("add", "openid_connect", LABEL)
    printed = first.manage("identity_providers", *change, *settings, "--json")
    row: Mapping[str, Any] = json.loads(printed)
    return row


def _apply(provider: Server, folder: Path, client: Mapping[str, Any] | None) -> str:
    app = {"key": CLIENT, "label": "The first server", "everyone": True, "client": client}
    document = folder / "first-server.yaml"
    document.write_text(yaml.safe_dump({"version": 1, "applications": [app]}))
    return provider.manage("apply_config", str(document), "--json")
