"""The apps of these tests and of the examples, registered at a real server in one document."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from examples import registering
from examples.serving import HOST
from tests.journeys.apps.relying_party import BACK, EVERYTHING
from tests.servers.launch import free_port
from tests.servers.processes import Deployment

PORTS = ("8201", "8202", "8203", "8204", "8205", "8206", "8211", "8212", "8213", "8214", "8215", "8216")
ORIGIN = "https://payroll.example"
SAME_SITE = "http://localhost:8216"
AFTERWARDS = "https://payroll.example/bye"
NEWCOMERS, CLOSED, CURIOUS = "Examples", "Nobody new", "Asks later"
TWO_FACTORS = "Two factors, none of them a mailbox"
FORM = [{"attribute": key, "required": True} for key in ("email", "firstName", "lastName")]


def _app(
    key: str, kind: str = "public", enrollment: str = NEWCOMERS, port: str = "", **columns: Any
) -> dict[str, Any]:
    """Return an app; with a port, the embedded example may stand in for it there."""
    here = [f"http://{HOST}:{port}"] if port else []
    client = {
        "client_type": kind,
        "grant_types": list(EVERYTHING),
        "redirect_uris": [BACK, *(f"{origin}/" for origin in here)],
        "post_logout_redirect_uris": [AFTERWARDS],
        "allowed_origins": [ORIGIN, *here],
    }
    plain = {"key": key, "label": key.title(), "everyone": True, "enrollment_policy": enrollment}
    return {**plain, "client": client, **columns}


def _two_factors() -> dict[str, Any]:
    outcome = {"factors": 2, "excluded": ["email", "phone", "security_question"]}
    return {"name": TWO_FACTORS, "rules": [{"name": "Two factors", "then": {"allowed": True, **outcome}}]}


def _site(key: str, port: str, callback: str) -> dict[str, Any]:
    """Return an app with a secret, whose library answers at its own path."""
    client = {"client_type": "confidential", "redirect_uris": [f"http://{HOST}:{port}{callback}"]}
    return {
        "key": key,
        "label": key.title(),
        "everyone": True,
        "enrollment_policy": NEWCOMERS,
        "client": client,
    }


def _page(key: str, **columns: Any) -> dict[str, Any]:
    """Return an app whose pages have the server's site: by name, since IP addresses have no passkeys."""
    app = _app(key, **columns)
    app["client"]["redirect_uris"] = [f"{SAME_SITE}/"]
    app["client"]["post_logout_redirect_uris"] = [f"{SAME_SITE}/"]
    app["client"]["allowed_origins"] = [SAME_SITE]
    return app


APPS = (
    _page("okta-page"),
    _page("okta-vault", authentication_policy=TWO_FACTORS),
    _site("mozilla", "8211", "/oidc/callback/"),
    _site("allauth", "8212", "/accounts/oidc/my-server/login/callback/"),
    _site("social", "8213", "/complete/oidc/"),
    _site("passport", "8214", "/cb"),
    _site("aspnet", "8215", "/signin-oidc"),
    _app("payroll", "confidential"),
    _app("timesheet"),
    _app("archive", enrollment=CLOSED, port="8204"),
    _app("vault", authentication_policy=TWO_FACTORS, port="8205"),
    _app("directory", enrollment=CURIOUS, port="8206"),
)


def _document() -> dict[str, Any]:
    """Return the document of the examples with the apps of the tests beside them."""
    document: dict[str, Any] = yaml.safe_load(registering.DOCUMENT.read_text())
    later_impact = [*FORM, {"attribute": "organization", "label": "Organization", "required": True}]
    document["enrollment_policies"] += [
        {"name": CLOSED, "sign_up_allowed": False, "form": FORM},
        {"name": CURIOUS, "sign_up_allowed": True, "progressive": True, "form": later_impact},
    ]
    document["policies"] = {"authentication": [_two_factors()]}
    document["applications"] += APPS
    return document


@dataclass(frozen=True)
class Registered:
    """A server that knows the apps, its secrets, and the ports of the examples by their usual ones."""

    server: Deployment
    secrets: Mapping[str, str]
    ports: Mapping[str, int]


def register(server: Deployment, folder: Path) -> Registered:
    """Register everything at once."""
    ports = {usual: free_port() for usual in PORTS}
    text = json.dumps(_document())
    for usual, port in ports.items():
        for host in (HOST, "localhost"):
            text = text.replace(f"{host}:{usual}", f"{host}:{port}")
    document = folder / "apps.yaml"
    document.write_text(text)
    told = json.loads(server.manage("apply_config", str(document), "--json"))["told"]
    return Registered(server, {one["name"]: one["value"] for one in told}, ports)
