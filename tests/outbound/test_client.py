"""Requests to real servers on loopback, friendly and hostile ones."""

import gzip
import socket
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Iterator
from ipaddress import ip_network
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from pytest_django import Settings

from outbound import client, resolution, sockets
from outbound.errors import OutboundError, Reason
from outbound.messages import TEXTS, describe
from outbound.request import MAX_BYTES, Limits
from tests.outbound.peer import PATIENCE_SECONDS, Peer, a_certificate, a_peer, response
from tests.outbound.test_addresses import RESERVED
from tests.tables import each

SHORT = Limits(connect_seconds=0.3, seconds=0.3)
GIB = 1 << 30
LOOPBACK = tuple(map(ip_network, ("127.0.0.0/8", "::1/128")))


@pytest.fixture
def peer() -> Iterator[Peer]:
    with a_peer() as running:
        yield running


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> Iterator["Resolver"]:
    fake = Resolver()
    stub = SimpleNamespace(getaddrinfo=fake.getaddrinfo, SOCK_STREAM=socket.SOCK_STREAM)
    monkeypatch.setattr(resolution, "socket", stub)
    yield fake
    fake.blocked.set()


class Resolver:
    """A resolver whose answers are set by the test: one list of addresses for each question."""

    def __init__(self) -> None:
        self.answers: list[list[str]] = []
        self.asked: list[str] = []
        self.blocked = Event()
        self.blocked.set()

    def getaddrinfo(self, host: str, port: int, **_kind: object) -> list[tuple[object, ...]]:
        self.asked.append(host)
        self.blocked.wait(PATIENCE_SECONDS)
        answer = self.answers.pop(0) if self.answers else ["127.0.0.1"]
        return [(None, None, None, "", (address, port)) for address in answer]


def url(peer: Peer, path: str = "/", *, scheme: str = "http", host: str = "127.0.0.1") -> str:
    return f"{scheme}://{host}:{peer.port}{path}"


def reason_of(call: Callable[[], object]) -> Reason:
    with pytest.raises(OutboundError) as raised:
        call()
    return raised.value.reason


def drip(first: bytes, peer: Peer, byte: bytes) -> Iterator[bytes]:
    """Yield a byte at a time until the test is over, or the client has had more than enough time."""
    yield first
    for _ in range(PATIENCE_SECONDS * 50):
        yield byte
        if peer.over.wait(0.02):
            return


def test_request_has_the_fixed_headers_and_no_others(peer: Peer):
    assert client.get_json(url(peer, "/a?b=c"), headers={"Authorization": "Bearer t"}) == {}
    assert peer.head[0] == "GET /a?b=c HTTP/1.1"
    assert sorted(peer.head[1:]) == [
        "Accept-Encoding: gzip",
        "Accept: application/json",
        "Authorization: Bearer t",
        "Connection: close",
        f"Host: 127.0.0.1:{peer.port}",
        "User-Agent: self-service-registration",
    ]


def test_form_is_posted_and_its_error_is_returned(peer: Peer):
    peer.reply = lambda: [response(b'{"error": "invalid_grant"}', status="400 Bad Request")]
    answer = client.post_form(url(peer), {"code": "a&b=ü"}, accepts=client.JSON)
    assert (answer.status, answer.is_success, answer.json()) == (400, False, {"error": "invalid_grant"})
    assert "invalid_grant" not in repr(answer)
    assert peer.requests[0].endswith(b"\r\n\r\ncode=a%26b%3D%C3%BC")
    assert "Content-Type: application/x-www-form-urlencoded" in peer.head


def test_body_that_is_not_wanted_is_not_read(peer: Peer):
    peer.reply = lambda: drip(b"HTTP/1.1 204 No\r\n\r\n", peer, b"a")
    assert client.post(url(peer), b"{}", "application/json").status == 204


def test_redirect_is_not_followed(peer: Peer):
    target = url(peer, "/other")
    for status in ("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"):
        peer.requests.clear()
        peer.reply = lambda status=status: [response(status=status, more=f"Location: {target}\r\n")]
        assert reason_of(lambda: client.get_json(url(peer))) is Reason.STATUS
        assert client.post_form(url(peer), {}).status == int(status[:3])
        assert len(peer.requests) == 2


def test_cookie_is_not_kept(peer: Peer):
    peer.reply = lambda: [response(more="Set-Cookie: a=b; Path=/\r\n")]
    client.get_json(url(peer))
    client.get_json(url(peer))
    assert b"cookie" not in peer.requests[1].lower()


def test_proxy_of_the_environment_is_ignored(peer: Peer, monkeypatch: pytest.MonkeyPatch):
    with a_peer() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, url(proxy))
        client.get_json(url(peer))
        assert (len(peer.requests), proxy.connections) == (1, 0)


def bomb() -> Iterable[bytes]:
    """Yield a compressed body of one GiB. A block after a full flush can be repeated."""
    packer = zlib.compressobj(wbits=31)
    zeros = bytes(1 << 20)
    first = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n"
    yield first
    for _ in range(1023):
        yield block


def huge(head: str) -> Iterable[bytes]:
    """Yield a response of one GiB."""
    yield f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{head}\r\n".encode()
    for _ in range(GIB >> 16):
        yield b"10000\r\n" + bytes(1 << 16) + b"\r\n" if "chunked" in head else bytes(1 << 16)


@each(
    "reply",
    [
        lambda: huge(f"Content-Length: {GIB}\r\n"),
        lambda: huge("Transfer-Encoding: chunked\r\n"),
        lambda: huge(""),
        bomb,
        lambda: [response(b'"' + b"a" * MAX_BYTES + b'"')],
        lambda: (b"HTTP/1.1 100 Continue\r\n\r\n" for _ in range(GIB >> 5)),
    ],
    ids=["announced", "chunked", "endless", "bomb", "one byte too many", "interim responses"],
)
def test_large_response_is_cut_before_it_takes_memory(reply: Callable[[], Iterable[bytes]], peer: Peer):
    peer.reply = reply
    tracemalloc.start()
    assert reason_of(lambda: client.get_json(url(peer))) is Reason.SIZE
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * MAX_BYTES
    assert peer.bytes_sent < GIB / 16


@each(
    "start, byte",
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n", b"1"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"a"),
    ],
)
def test_slow_response_is_cut_at_the_time_limit(start: bytes, byte: bytes, peer: Peer):
    peer.reply = lambda: drip(start, peer, byte)
    assert reason_of(lambda: client.get_json(url(peer), limits=SHORT)) is Reason.TIME
    assert not peer.over.is_set()


def test_server_that_never_begins_tls_is_cut_at_the_time_limit(peer: Peer):
    limits = Limits(connect_seconds=PATIENCE_SECONDS, seconds=0.3)
    assert reason_of(lambda: client.get_json(url(peer, scheme="https"), limits=limits)) is Reason.TIME


@each(
    "reply, reason",
    [
        (response(content_type="text/html"), Reason.CONTENT_TYPE),
        (response(content_type="application/json-seq"), Reason.CONTENT_TYPE),
        (b"HTTP/1.1 200 OK\r\n\r\n{}", Reason.CONTENT_TYPE),
        (response(status="503 Away", content_type="text/html"), Reason.STATUS),
        (response(status="404 Not Found"), Reason.STATUS),
        (response(status="101 Switching Protocols"), Reason.STATUS),
        (response(more="Content-Encoding: br\r\n"), Reason.RESPONSE),
        (response(more="Content-Encoding: gzip, gzip\r\n"), Reason.RESPONSE),
        (response(more="Content-Encoding: gzip\r\n"), Reason.RESPONSE),
        (response().replace(b"Length: 2", b"Length: 3"), Reason.RESPONSE),
        (response(more="Content-Length: 1\r\n"), Reason.RESPONSE),
        (response(b"{"), Reason.RESPONSE),
        (response(b"\xff"), Reason.RESPONSE),
        (response(b"[NaN]"), Reason.RESPONSE),
        (response(b"[" * 100_000), Reason.RESPONSE),
        (b"SSH-2.0-OpenSSH\r\n", Reason.RESPONSE),
        (b"", Reason.RESPONSE),
        (b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200, Reason.RESPONSE),
        (b"HTTP/1.1 200 OK\r\na: " + b"b" * 70_000, Reason.RESPONSE),
    ],
)
def test_unexpected_response_is_refused_without_its_body(reply: bytes, reason: Reason, peer: Peer):
    peer.reply = lambda: [reply]
    with pytest.raises(OutboundError) as raised:
        client.get_json(url(peer))
    assert raised.value.reason is reason
    assert raised.value.__cause__ is None


@each(
    "body, content_type, more",
    [
        (b'{"a": 1}', "application/json", ""),
        (b'{"a": 1}', 'Application/JSON; charset="utf-8"', ""),
        (gzip.compress(b'{"a": 1}'), "application/json", "Content-Encoding: gzip\r\n"),
    ],
)
def test_json_is_read(body: bytes, content_type: str, more: str, peer: Peer):
    peer.reply = lambda: [response(body, content_type=content_type, more=more)]
    assert client.get_json(url(peer)) == {"a": 1}


def test_name_is_resolved_once_and_kept_for_the_host_header(peer: Peer, resolver: Resolver):
    """The second answer of a rebinding name is never asked for."""
    resolver.answers = [["127.0.0.1"], ["169.254.169.254"]]
    client.get_json(url(peer, host="rebinding.localhost"))
    assert resolver.asked == ["rebinding.localhost"]
    assert f"Host: rebinding.localhost:{peer.port}" in peer.head


def test_no_packet_is_sent_to_a_reserved_address(
    resolver: Resolver, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    settings.OUTBOUND_ALLOWED_NETWORKS = ()
    opened: list[object] = []
    monkeypatch.setattr(sockets, "_connect", lambda *given: opened.append(given))
    with a_peer(host="::") as peer:
        for address in RESERVED:
            for answers in ([address], ["1.1.1.1", address]):
                resolver.answers = [answers]
                target = url(peer, scheme="https", host="id.example.com")
                assert reason_of(lambda target=target: client.get_json(target)) is Reason.ADDRESS
        literals = (f"[{address}]" if ":" in address else address for address in RESERVED)
        for literal in literals:
            target = url(peer, scheme="https", host=literal)
            expected = Reason.URL if "%" in literal else Reason.ADDRESS
            assert reason_of(lambda target=target: client.get_json(target)) is expected
        assert (opened, peer.connections) == ([], 0)


def test_loopback_is_reached_only_in_an_allowed_network(peer: Peer, settings: Settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = ()
    for host in ("127.0.0.1", "localhost"):
        assert reason_of(lambda host=host: client.get_json(url(peer, host=host))) is Reason.ADDRESS
    assert peer.connections == 0
    settings.OUTBOUND_ALLOWED_NETWORKS = LOOPBACK
    settings.OUTBOUND_ALLOWED_PORTS = (443,)
    assert reason_of(lambda: client.get_json(url(peer))) is Reason.PORT
    assert peer.connections == 0
    settings.OUTBOUND_ALLOWED_PORTS = (443, peer.port)
    assert client.get_json(url(peer)) == {}


def test_http_is_refused_for_other_machines(resolver: Resolver, settings: Settings):
    settings.OUTBOUND_ALLOWED_NETWORKS = (*LOOPBACK, ip_network("10.0.0.0/8"))
    assert reason_of(lambda: client.get_json("http://10.0.0.1/")) is Reason.URL
    resolver.answers = [["10.0.0.1"]]
    assert reason_of(lambda: client.get_json("http://app.localhost/")) is Reason.ADDRESS


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Return a certificate for ``id.example.com`` that operators trust as ``SSL_CERT_FILE``."""
    certificate = a_certificate(tmp_path, "id.example.com")
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    sockets.tls_context.cache_clear()
    yield certificate
    sockets.tls_context.cache_clear()


def test_tls_checks_the_name_on_the_connection_to_its_address(trusted: Path, resolver: Resolver):
    with a_peer(trusted) as peer:
        assert client.get_json(url(peer, scheme="https", host="id.example.com")) == {}
        assert f"Host: id.example.com:{peer.port}" in peer.head
        assert peer.names == ["id.example.com"]
        for host in ("other.example.com", "127.0.0.1"):
            target = url(peer, scheme="https", host=host)
            assert reason_of(lambda target=target: client.get_json(target)) is Reason.TLS
        assert len(peer.requests) == 1


def test_limits_hold_over_tls(trusted: Path, resolver: Resolver):
    with a_peer(trusted) as peer:
        target = url(peer, scheme="https", host="id.example.com")
        peer.reply = lambda: drip(b"HTTP/1.1 200 OK\r\nX-Slow: ", peer, b"a")
        assert reason_of(lambda: client.get_json(target, limits=SHORT)) is Reason.TIME
        peer.reply = lambda: huge("")
        assert reason_of(lambda: client.get_json(target)) is Reason.SIZE
        peer.reply = lambda: [response()]
        large = client.post(target, bytes(500_000), "application/octet-stream", accepts=client.JSON)
        assert large.status == 200


def test_certificate_of_an_unknown_authority_is_refused(tmp_path: Path, resolver: Resolver):
    with a_peer(a_certificate(tmp_path, "id.example.com")) as peer:
        target = url(peer, scheme="https", host="id.example.com")
        assert reason_of(lambda: client.get_json(target)) is Reason.TLS
        assert peer.requests == []


def test_next_address_is_tried_when_the_first_refuses(resolver: Resolver):
    with a_peer(host="127.0.0.2") as peer:
        resolver.answers = [["127.0.0.3", "127.0.0.2"], ["127.0.0.3"]]
        assert client.get_json(url(peer, host="app.localhost")) == {}
        assert reason_of(lambda: client.get_json(url(peer, host="app.localhost"))) is Reason.CONNECT


def test_slow_resolver_takes_a_bounded_number_of_threads(peer: Peer, resolver: Resolver):
    resolver.blocked.clear()
    limits = Limits(connect_seconds=0.05, seconds=PATIENCE_SECONDS)
    ask = lambda: client.get_json(url(peer, host="slow.localhost"), limits=limits)  # noqa: E731
    for _ in range(resolution.MAX_LOOKUPS + 2):
        assert reason_of(ask) is Reason.DNS
    assert len(resolver.asked) == resolution.MAX_LOOKUPS
    resolver.blocked.set()
    assert client.get_json(url(peer, host="fast.localhost")) == {}


def test_unknown_name_is_an_error_of_dns(resolver: Resolver, monkeypatch: pytest.MonkeyPatch):
    resolver.answers = [[]]
    assert reason_of(lambda: client.get_json("https://id.example.com/")) is Reason.DNS
    missing = SimpleNamespace(getaddrinfo=_not_found, SOCK_STREAM=socket.SOCK_STREAM)
    monkeypatch.setattr(resolution, "socket", missing)
    assert reason_of(lambda: client.get_json("https://id.example.com/")) is Reason.DNS


def _not_found(*_given: object, **_kind: object) -> None:
    raise socket.gaierror(socket.EAI_NONAME, "unknown")


def test_every_reason_has_a_text_that_hides_private_names():
    assert set(TEXTS) == set(Reason)
    assert describe(OutboundError(Reason.DNS)) == describe(OutboundError(Reason.ADDRESS))
