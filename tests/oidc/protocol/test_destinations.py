"""Where logout tokens may be posted to."""

from ipaddress import ip_address, ip_network

from oidc.protocol.destinations import may_be_registered, may_receive, reachable, read_literal
from tests.tables import each

PRIVATE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.100.100.200",
    "192.0.0.192",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::1",
    "2002:a9fe:a9fe::1",
]
PUBLIC = ["93.184.215.14", "8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"]


@each("address", PRIVATE)
def test_a_private_address_receives_nothing(address):
    assert not may_receive(ip_address(address), ())
    assert not may_be_registered(address, ())


@each("address", PUBLIC)
def test_a_public_address_may_receive(address):
    assert may_receive(ip_address(address), ())
    assert may_be_registered(address, ())


@each("address", ["10.1.2.3", "::ffff:10.1.2.3", "fd00::1"])
def test_a_network_that_the_operator_named_may_receive(address):
    allowed = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    assert may_receive(ip_address(address), allowed)
    assert not may_receive(ip_address("127.0.0.1"), allowed)
    assert not may_receive(ip_address("169.254.169.254"), allowed)


@each("spelling", ["127.1", "0x7f.1", "2130706433", "0177.0.0.1", "127.0.0.1", "0x7f000001"])
def test_every_spelling_of_an_address_is_read(spelling):
    assert read_literal(spelling) == ip_address("127.0.0.1")
    assert not may_be_registered(spelling, ())


@each("name", ["example.com", "localhost.example.com", "", "é.example", "1.example"])
def test_a_name_is_no_address(name):
    assert read_literal(name) is None


@each(
    "name",
    [
        "localhost",
        "LOCALHOST.",
        "app.localhost",
        "metadata.google.internal",
        "printer.local",
        "nas.home.arpa",
    ],
)
def test_a_private_name_is_not_registered(name):
    assert not may_be_registered(name, ())


def test_private_names_need_a_network():
    assert may_be_registered("app.corp.internal", (ip_network("10.0.0.0/8"),))
    assert not may_be_registered("localhost", (ip_network("10.0.0.0/8"),))
    assert may_be_registered("localhost", (ip_network("127.0.0.0/8"),))


def test_the_public_addresses_of_a_host_are_left():
    answers = ["10.0.0.1", "8.8.8.8", "fe80::1%eth0", "::1", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
    assert reachable(answers, ()) == ["8.8.8.8", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"]
