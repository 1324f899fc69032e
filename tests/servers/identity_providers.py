"""Identity providers of a running server, written beside it."""

import json
import sys
from typing import Any

from identity_providers.client_secrets import seal_secret
from tests.identity_providers.rows import a_provider
from tests.servers.processes import Deployment


def add_provider(server: Deployment, *domains: str, secret: str = "", **columns: Any) -> str:
    """Insert a provider that is trusted for these domains; return its public id."""
    told = json.dumps([domains, secret, columns])
    code = f"from {__name__} import insert; insert({told!r})"
    return server.manage("shell", "--no-imports", "-c", code).strip()


def insert(told: str) -> None:
    """Insert the provider that ``add_provider`` describes: here, in a process of the server's settings."""
    domains, secret, columns = json.loads(told)
    row = a_provider(columns.pop("label", "Acme"), *domains, **columns)
    row.client_secret = seal_secret(secret, row.public_id) if secret else ""
    row.save(update_fields=["client_secret"])
    sys.stdout.write(row.public_id)
