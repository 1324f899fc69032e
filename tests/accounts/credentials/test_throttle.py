"""Soft limits for each network; without Redis a bucket of this process counts on."""

import pytest

from accounts.credentials import throttle
from accounts.credentials.throttle import Kind, allow


@pytest.fixture(autouse=True)
def _local(settings):
    settings.REDIS_URL = ""


@pytest.mark.parametrize(
    ("kind", "most"),
    [(Kind.LINK, 30), (Kind.CODE, 30), (Kind.PASSWORD, 20), (Kind.MAIL, 20), (Kind.SIGN_UP, 30)],
)
def test_a_network_is_slowed_down_at_its_limit_and_others_are_not(kind, most):
    assert sum(allow(kind, "192.0.2.7") for _ in range(most + 5)) == most
    assert allow(kind, "192.0.2.8")


def test_a_host_that_changes_its_address_within_its_network_is_still_one():
    assert sum(allow(Kind.LINK, f"2001:db8::{number:x}") for number in range(40)) == 30


def test_when_redis_is_away_the_bucket_of_this_process_counts(settings, monkeypatch, caplog):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(throttle, "_redis", throttle._Redis())
    throttle._shared.cache_clear()
    assert sum(allow(Kind.LINK, "192.0.2.7") for _ in range(40)) == 30
    assert len(caplog.records) == 1
    throttle._shared.cache_clear()


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_on_a_developers_own_machine_its_browsers_are_never_too_many(settings, address: str):
    settings.EMBEDDED = True
    assert all(throttle.allow(Kind.SIGN_UP, address) for _ in range(40))
    settings.EMBEDDED = False
    assert not all(throttle.allow(Kind.SIGN_UP, address) for _ in range(40))


def test_name_of_a_counter_shows_no_network():
    key = "/".join(throttle._Counter(Kind.LINK, "192.0.2.7").key)
    assert "192.0.2.7" not in key
    assert key != "/".join(throttle._Counter(Kind.LINK, "192.0.2.8").key)
