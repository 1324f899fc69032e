"""Name resolution with a time limit, which ``getaddrinfo`` lacks."""

import socket
from concurrent.futures import Future
from ipaddress import ip_address
from threading import BoundedSemaphore, Thread
from typing import Final

from outbound.addresses import Address
from outbound.deadlines import Deadline
from outbound.errors import OutboundError, Reason
from outbound.urls import Url

MAX_LOOKUPS: Final = 8
"""Threads of a process that wait for the resolver. More lookups wait for one of them to end."""
_slots = BoundedSemaphore(MAX_LOOKUPS)


def resolve(url: Url, deadline: Deadline) -> tuple[Address, ...]:
    """Return the addresses of a host, each once. Raises OutboundError without one before the deadline."""
    if url.address is not None:
        return (url.address,)
    if not _slots.acquire(timeout=deadline.left()):
        raise OutboundError(Reason.DNS)
    answer: Future[tuple[Address, ...]] = Future()
    # The interpreter doesn't wait for a daemon thread when it ends, as it does for a pool.
    thread = Thread(target=_look_up, args=(url, answer), name="outbound-dns", daemon=True)
    try:
        thread.start()
    except RuntimeError:
        _slots.release()
        raise OutboundError(Reason.DNS) from None
    try:
        addresses = answer.result(timeout=deadline.left())
    except (TimeoutError, OSError, ValueError):
        raise OutboundError(Reason.DNS) from None
    if not addresses:
        raise OutboundError(Reason.DNS)
    return addresses


def _look_up(url: Url, answer: Future[tuple[Address, ...]]) -> None:
    try:
        found = socket.getaddrinfo(url.host, url.port, type=socket.SOCK_STREAM)
        answer.set_result(tuple(dict.fromkeys(ip_address(address[0]) for *_, address in found)))
    except Exception as failure:  # noqa: BLE001 - the caller's thread raises it
        answer.set_exception(failure)
    finally:
        _slots.release()
