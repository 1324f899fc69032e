"""Which addresses requests may go to."""

from ipaddress import ip_address, ip_network

from outbound.addresses import is_allowed
from tests.tables import each

# First and last address of every block of IANA's special-purpose registries, of 2026-11.
IPV4_REGISTRY = {
    "this network": ("0.0.0.0", "0.255.255.255"),
    "private use, 10": ("10.0.0.0", "10.255.255.255"),
    "shared address space": ("100.64.0.0", "100.127.255.255"),
    "loopback": ("127.0.0.0", "127.255.255.255"),
    "link-local": ("169.254.0.0", "169.254.169.254", "169.254.255.255"),
    "private use, 172": ("172.16.0.0", "172.31.255.255"),
    "protocol assignments": ("192.0.0.0", "192.0.0.9", "192.0.0.10", "192.0.0.192", "192.0.0.255"),
    "documentation 1": ("192.0.2.0", "192.0.2.255"),
    "AS112": ("192.31.196.0", "192.31.196.255"),
    "AMT": ("192.52.193.0", "192.52.193.255"),
    "6to4 relays": ("192.88.99.0", "192.88.99.255"),
    "private use, 192": ("192.168.0.0", "192.168.255.255"),
    "AS112, direct": ("192.175.48.0", "192.175.48.255"),
    "benchmarks": ("198.18.0.0", "198.19.255.255"),
    "documentation 2": ("198.51.100.0", "198.51.100.255"),
    "documentation 3": ("203.0.113.0", "203.0.113.255"),
    "multicast": ("224.0.0.0", "239.255.255.255"),
    "reserved, broadcast": ("240.0.0.0", "255.255.255.255"),
}
IPV6_REGISTRY = {
    "unspecified, loopback": ("::", "::1"),
    "compatible": ("::127.0.0.1", "::8.8.8.8"),
    "mapped": ("::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:8.8.8.8"),
    "translated": ("::ffff:0:10.0.0.1", "::ffff:0:8.8.8.8"),
    "NAT64": ("64:ff9b::a9fe:a9fe", "64:ff9b::8.8.8.8"),
    "local NAT64": ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"),
    "discard": ("100::", "100::ffff:ffff:ffff:ffff", "100:0:0:1::"),
    "Teredo": ("2001::", "2001:0:5db8:d822::a247:2747"),
    "port control, TURN, SRP anycast": ("2001:1::1", "2001:1::2", "2001:1::3"),
    "benchmarks": ("2001:2::", "2001:2:0:ffff:ffff:ffff:ffff:ffff"),
    "AMT, AS112": ("2001:3::", "2001:4:112::"),
    "ORCHID": ("2001:10::", "2001:20::", "2001:2f:ffff:ffff:ffff:ffff:ffff:ffff"),
    "drone remote id": ("2001:30::", "2001:3f:ffff::"),
    "protocol assignments": ("2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",),
    "documentation": ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::", "3fff:fff::1"),
    "6to4": ("2002:7f00:1::1", "2002:808:808::1"),
    "AS112": ("2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff"),
    "segment routing": ("5f00::1",),
    "unique local": ("fc00::", "fd00:ec2::254", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    "link-local, site-local": ("fe80::1", "febf:ffff::1", "fec0::1", "feff::1"),
    "multicast": ("ff02::1", "ff0e::1"),
    "not allocated": ("4000::1", "8000::1", "f000::1"),
    "ISATAP of a private address": ("2606:2800::5efe:10.0.0.1", "2606:2800::200:5efe:192.168.1.1"),
    "with a scope": ("fe80::1%eth0", "2606:2800::1%eth0"),
}
RESERVED = [
    address for block in (IPV4_REGISTRY, IPV6_REGISTRY) for some in block.values() for address in some
]
"""An address of every block that no request may go to."""
PUBLIC = [
    "1.1.1.1",
    "9.255.255.255",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "172.15.255.255",
    "172.32.0.0",
    "192.0.1.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2001:200::1",
    "2003::1",
    "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "2606:2800::5efe:8.8.8.8",
]


@each("address", RESERVED)
def test_reserved_address_is_refused(address: str):
    assert not is_allowed(ip_address(address), ())


@each("address", PUBLIC)
def test_public_address_is_allowed(address: str):
    assert is_allowed(ip_address(address), ())


@each(
    "address, networks, expected",
    [
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", True),  # public anyway
        ("127.0.0.1", "10.0.0.0/8", False),
        ("fd00::1", "10.0.0.0/8 fd00::/8", True),
        ("::1", "::1/128", True),
        ("::ffff:10.1.2.3", "10.0.0.0/8", False),
        ("::ffff:10.1.2.3", "::ffff:0:0/96", False),
        ("::ffff:10.1.2.3", "10.0.0.0/8 ::ffff:0:0/96", True),
        ("64:ff9b::8.8.8.8", "64:ff9b::/96", True),
        ("64:ff9b::10.0.0.1", "64:ff9b::/96", False),
        ("2002:a9fe:a9fe::1", "2002::/16", False),
        ("2002:808:808::1", "2002::/16", True),
        ("2001:0:808:808::f5ff:fffe", "2001::/32", False),  # the client is 10.0.0.1
        ("2001:0:a9fe:a9fe::f7f7:f7f7", "2001::/32", False),  # the server is 169.254.169.254
        ("2001:0:808:808::f7f7:f7f7", "2001::/32", True),
        ("fe80::1%eth0", "fe80::/10", False),
    ],
)
def test_named_network_allows_its_addresses_only(address: str, networks: str, expected: bool):
    named = tuple(map(ip_network, networks.split()))
    assert is_allowed(ip_address(address), named) is expected
