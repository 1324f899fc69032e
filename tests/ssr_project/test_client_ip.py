import pytest

from ssr_project.client_ip import client_address, parse_proxies
from tests.tables import each

PROXIES = parse_proxies("10.0.0.0/8, fd00::/8")


@each(
    ("peer", "forwarded_for", "client"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", "203.0.113.7"),  # a stranger's header is a claim
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1"),  # what stands left was written by the caller
        ("10.0.0.1", "1.2.3.4, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "1.2.3.4, unknown, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("fd00::1", "[2001:db8::5]:4711", "2001:db8::5"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_client_is_the_right_most_address_that_is_not_ours(peer, forwarded_for, client):
    assert client_address(peer, forwarded_for, PROXIES) == client


@each("text", ["none", "None", "", " , "])
def test_no_proxies_are_trusted_when_none_are_named(text):
    assert parse_proxies(text) == ()


def test_a_proxy_list_with_host_bits_is_a_mistake():
    with pytest.raises(ValueError, match="host bits"):
        parse_proxies("10.0.0.1/8")
