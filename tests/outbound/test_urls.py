"""One reading of a URL, and what the deployment allows of it."""

from ipaddress import ip_address, ip_network

import pytest

from outbound.destinations import AllowedDestinations, check_addresses, check_url
from outbound.errors import OutboundError, Reason
from outbound.urls import parse_url
from tests.tables import each

LOCAL = AllowedDestinations(tuple(map(ip_network, ("127.0.0.0/8", "::1/128"))), range(1, 65536))


@each(
    "text, authority, port, target",
    [
        ("https://id.example.com", "id.example.com", 443, "/"),
        ("https://id.example.com:443/a", "id.example.com", 443, "/a"),
        ("https://id.example.com:8443?a=b", "id.example.com:8443", 8443, "/?a=b"),
        (
            "https://ID.Example.com/A%2F;c=1/@d:?x=/?&'()*+,~",
            "id.example.com",
            443,
            "/A%2F;c=1/@d:?x=/?&'()*+,~",
        ),
        ("https://münchen.example/", "xn--mnchen-3ya.example", 443, "/"),
        ("https://ＩＤ。example/", "id.example", 443, "/"),
        ("https://r3---sn-a.example/", "r3---sn-a.example", 443, "/"),
        ("https://8.8.8.8/", "8.8.8.8", 443, "/"),
        ("https://８.8.8.8/", "8.8.8.8", 443, "/"),
        ("https://[2606:2800::0001]:8443/", "[2606:2800::1]:8443", 8443, "/"),
        ("http://localhost/", "localhost", 80, "/"),
    ],
)
def test_url_is_read_in_its_parts(text: str, authority: str, port: int, target: str):
    url = parse_url(text)
    assert (url.authority, url.port, url.target) == (authority, port, target)


@each(
    "text",
    [
        "",
        "id.example.com",
        "//id.example.com/",
        "HTTPS://id.example.com/",
        "ftp://id.example.com/",
        "file:///etc/passwd",
        "https:/id.example.com/",
        "https:///id.example.com/",
        "https://",
        "https://user@id.example.com/",
        "https://user:pw@id.example.com/",
        "https://@id.example.com/",
        "https://127.0.0.1\\@id.example.com/",
        "https://id.example.com\\a",
        "https://id.example.com/\\a",
        "https://id.example.com/#a",
        "https://id.example.com#@127.0.0.1/",
        "https://id.example.com/a b",
        " https://id.example.com/",
        "https://id.example.com/\n",
        "https://id.example.com/\r\nHost: a",
        "https://id.example.com/\x00",
        "https://id.exa\tmple.com/",
        "https://id.example.com/é",
        "https://id.example.com./",
        "https://.id.example.com/",
        "https://id..example.com/",
        "https://-id.example.com/",
        "https://id_.example.com/",
        "https://id%2eexample.com/",
        "https://%31%32%37.0.0.1/",
        f"https://{'a' * 64}.example/",
        f"https://{'a.' * 130}example/",
        f"https://id.example.com/{'a' * 2000}",
        "https://id.example.com:/",
        "https://id.example.com:0/",
        "https://id.example.com:0443/",
        "https://id.example.com:65536/",
        "https://id.example.com:+443/",
        "https://id.example.com:４４３/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://0x7f.1/",
        "https://127.1/",
        "https://0177.0.0.1/",
        "https://127.0.0.1./",
        "https://127.0.0.256/",
        "https://a.0x/",
        "https://①②⑦.1/",
        "https://[::1/",
        "https://[127.0.0.1]/",
        "https://[::1]a/",
        "https://[fe80::1%25eth0]/",
        "https://[fe80::1%eth0]/",
        "https://\u00ad/",
        "https://a\u2028b.example/",
    ],
)
def test_unusual_url_is_refused(text: str):
    with pytest.raises(OutboundError) as refused:
        parse_url(text)
    assert refused.value.reason is Reason.URL


@each(
    "text, reason",
    [
        ("http://id.example.com/", Reason.URL),
        ("http://10.0.0.1/", Reason.URL),
        ("https://id.example.com:8443/", Reason.PORT),
        ("https://169.254.169.254/latest/meta-data", Reason.ADDRESS),
        ("https://[::ffff:10.0.0.1]/", Reason.ADDRESS),
        ("https://[::1]/", Reason.ADDRESS),
        ("https://localhost/", Reason.ADDRESS),
        ("https://LOCALHOST/", Reason.ADDRESS),
        ("https://app.localhost/", Reason.ADDRESS),
        ("https://metadata.google.internal/", Reason.ADDRESS),
        ("https://printer.local/", Reason.ADDRESS),
        ("https://nas.home.arpa/", Reason.ADDRESS),
    ],
)
def test_url_that_cannot_be_used_is_refused_by_its_text(text: str, reason: Reason):
    with pytest.raises(OutboundError) as refused:
        check_url(text, AllowedDestinations())
    assert refused.value.reason is reason


@each(
    "text, networks, ports",
    [
        ("https://id.example.com/", "", (443,)),
        ("https://id.example.com:8443/", "", (443, 8443)),
        ("https://app.corp.internal/", "10.0.0.0/8", (443,)),
        ("https://10.1.2.3/", "10.0.0.0/8", (443,)),
        ("https://localhost/", "127.0.0.0/8", (443,)),
        ("http://[::1]:9000/", "::1/128", (443, 9000)),
        ("http://app.localhost:9000/", "127.0.0.0/8", (443, 9000)),
    ],
)
def test_url_in_the_bounds_of_the_deployment_is_allowed(text: str, networks: str, ports: tuple[int, ...]):
    allowed = AllowedDestinations(tuple(map(ip_network, networks.split())), ports)
    assert check_url(text, allowed) == parse_url(text)


@each(
    "text, addresses, expected",
    [
        ("https://id.example.com/", "8.8.8.8 2606:2800::1", True),
        ("https://id.example.com/", "8.8.8.8 10.0.0.1", False),
        ("https://id.example.com/", "8.8.8.8 ::ffff:8.8.8.8", False),
        ("https://id.example.com/", "127.0.0.1", True),
        ("http://localhost/", "127.0.0.1 ::1", True),
        ("http://localhost/", "127.0.0.1 8.8.8.8", False),
    ],
)
def test_every_address_of_a_name_counts(text: str, addresses: str, expected: bool):
    found = tuple(map(ip_address, addresses.split()))
    if expected:
        check_addresses(parse_url(text), found, LOCAL)
        return
    with pytest.raises(OutboundError) as refused:
        check_addresses(parse_url(text), found, LOCAL)
    assert refused.value.reason is Reason.ADDRESS
