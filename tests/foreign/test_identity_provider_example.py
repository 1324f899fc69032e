"""The example that makes a second server an identity provider of the first."""

from pathlib import Path

import pytest

from examples.identity_provider import LABEL, Server, connect, provider_server
from tests.servers.launch import free_port
from tests.servers.processes import CHEAP_HASHES, embedded

pytestmark = pytest.mark.processes


def test_second_server_becomes_a_provider_at_every_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, value in CHEAP_HASHES.items():
        monkeypatch.setenv(name, value)
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)
    with embedded(tmp_path) as deployment, provider_server(tmp_path / "second", free_port()) as provider:
        first = Server(deployment.url, deployment.environment)
        for _start in range(2):
            connect(first, provider, tmp_path)
        assert "works: yes" in first.manage("identity_providers", "test", LABEL)
        assert f"Continue with {LABEL}" in deployment.visitor().get("/signin").text
