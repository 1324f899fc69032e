"""Limits for each address: what a network zone adds, and when zones are read."""

import pytest
from django.test import override_settings

from accounts.configuration_cache import raise_version
from accounts.credentials import throttle
from accounts.credentials.throttle import Kind
from policies.models import NetworkZone
from policies.services.zones import count_try, limit_multiplier

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

INSIDE, OUTSIDE = "203.0.113.7", "198.51.100.7"
SECRETS = 10
"""Wrong secrets of apps that an address may send in a minute."""


@pytest.fixture(autouse=True)
def counted_here():
    with override_settings(REDIS_URL=""):
        throttle.reset()
        yield
        throttle.reset()


def a_zone(networks: str, times: int, name: str = "Office") -> None:
    NetworkZone.objects.create(name=name, networks=networks, limit_multiplier=times)
    raise_version()


@pytest.mark.parametrize(
    ("zones", "address", "times"),
    [
        ([], INSIDE, 1),
        ([("203.0.113.0/24", 5)], INSIDE, 5),
        ([("203.0.113.0/24", 5)], OUTSIDE, 1),
        ([("203.0.113.0/24", 5)], "::ffff:203.0.113.7", 5),
        ([("203.0.113.0/24", 5), ("203.0.113.7", 9)], INSIDE, 9),
        ([("2001:db8::/32", 4)], "2001:db8::1", 4),
        ([("203.0.113.0/24", 5)], "", 1),
        ([("203.0.113.0/24", 1)], INSIDE, 1),
    ],
)
def test_largest_multiplier_of_the_zones_holds(zones, address: str, times: int):
    for number, (networks, multiplier) in enumerate(zones):
        a_zone(networks, multiplier, f"zone {number}")
    assert limit_multiplier(address) == times


def test_zone_multiplies_the_tries_of_its_addresses_only():
    a_zone("203.0.113.0/24", 3)
    waits = {
        address: [count_try(Kind.CLIENT_SECRET, address) for _ in range(31)] for address in (INSIDE, OUTSIDE)
    }
    assert waits[INSIDE].count(0) == 3 * SECRETS
    assert waits[OUTSIDE].count(0) == SECRETS
    assert all(0 < wait <= 61 for wait in (waits[INSIDE][-1], waits[OUTSIDE][-1]))


def test_changed_zone_holds_at_once():
    for _ in range(SECRETS):
        assert count_try(Kind.CLIENT_SECRET, INSIDE) == 0
    assert count_try(Kind.CLIENT_SECRET, INSIDE) > 0
    a_zone("203.0.113.0/24", 2)
    assert count_try(Kind.CLIENT_SECRET, INSIDE) == 0
    NetworkZone.objects.all().delete()
    raise_version()
    assert count_try(Kind.CLIENT_SECRET, INSIDE) > 0


def test_flood_reads_no_zones(django_assert_num_queries):
    a_zone("203.0.113.0/24", 2)
    with django_assert_num_queries(0):
        for _ in range(SECRETS):
            count_try(Kind.CLIENT_SECRET, INSIDE)
    limit_multiplier(INSIDE)
    with django_assert_num_queries(0):
        for _ in range(30):
            count_try(Kind.CLIENT_SECRET, INSIDE)


def test_subject_has_no_zone(django_assert_num_queries):
    a_zone("0.0.0.0/0", 100)
    with django_assert_num_queries(0):
        waits = [count_try(Kind.CLIENT_SECRET, INSIDE, "app") for _ in range(SECRETS + 1)]
    assert waits.count(0) == SECRETS
