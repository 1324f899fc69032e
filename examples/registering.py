"""Telling the server about the examples, by the document that describes them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE / "apps.yaml"
FLASK, SINGLE_PAGE, EMBEDDED = "flask-example", "single-page-example", "embedded-example"
SECRET = "Client secret"

Apply = Callable[[Path], str]
"""Runs ``manage.py apply_config FILE --json`` beside the server and returns what it printed."""


def apply_here(document: Path) -> str:
    """Apply a document to the server of this folder."""
    command = (sys.executable, "manage.py", "apply_config", str(document), "--json")
    done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit("The apps could not be registered; the lines above say why.")
    return done.stdout


def register(kept: Path, apply: Apply = apply_here, document: Path = DOCUMENT) -> str:
    """Register the examples; return the secret of the Flask app.

    The server shows a secret once, so it is kept in a file that only its owner reads. Without that file the
    app's client is made anew.
    """
    told = _secret(apply(document))
    if not told and not kept.exists():
        apply(_without_client(kept.with_suffix(".yaml")))
        told = _secret(apply(document))
    if told:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(told)
    return kept.read_text()


def _secret(printed: str) -> str:
    told = json.loads(printed)["told"]
    return next((one["value"] for one in told if (one["what"], one["name"]) == (SECRET, FLASK)), "")


def _without_client(path: Path) -> Path:
    flask = next(app for app in yaml.safe_load(DOCUMENT.read_text())["applications"] if app["key"] == FLASK)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"version": 1, "applications": [{**flask, "client": None}]}))
    return path
