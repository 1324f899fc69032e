"""A fault of kombu on a closed connection is a lost connection, not an unreadable message."""

from types import SimpleNamespace
from typing import Any

import pytest
from kombu.transport import redis

from ssr_project import broker


@pytest.mark.parametrize("connection", [None, SimpleNamespace(client=None)])
def test_fault_on_a_closed_connection_is_a_lost_connection(monkeypatch: pytest.MonkeyPatch, connection: Any):
    def fail(*_args: object, **_options: object) -> None:
        raise AttributeError("'NoneType' object has no attribute 'hostname'")

    rejected: list[str] = []
    monkeypatch.setattr(redis.Channel, "_brpop_read", fail)
    monkeypatch.setattr(broker, "on_rejection", [rejected.append])
    channel = broker.Channel.__new__(broker.Channel)
    monkeypatch.setattr(channel, "_qos", SimpleNamespace(_delivered={}), raising=False)
    channel.connection = connection
    with pytest.raises(broker.LOST_CONNECTIONS):
        channel._brpop_read()
    assert rejected == []
