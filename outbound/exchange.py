"""One request and its response, on a connection of its own: no redirect, retry, cookie or proxy."""

import ssl
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPException
from typing import Final

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError

from outbound.deadlines import Deadline
from outbound.destinations import AllowedDestinations, check_addresses, check_url
from outbound.errors import OutboundError, Reason
from outbound.request import Limits, Request, Response
from outbound.resolution import resolve
from outbound.sockets import BoundedSocket, connect
from outbound.urls import Url

MAX_HEADER_BYTES: Final = 64 * 1024
"""What status line, headers and framing may take beside the body."""
_ENCODINGS: Final = ("", "identity", "gzip")
"""Content codings that are requested, and inflated no further than the limit."""


def send(request: Request, allowed: AllowedDestinations, limits: Limits) -> Response:
    """Send a request and return the response. Raises OutboundError."""
    url = check_url(request.url, allowed)
    deadline = Deadline.after(limits.seconds)
    addresses = resolve(url, deadline.within(limits.connect_seconds))
    check_addresses(url, addresses, allowed)
    with connect(url, addresses, limits.connect_seconds, deadline) as connected:
        connected.limit(deadline, limits.max_bytes + MAX_HEADER_BYTES)
        try:
            return _exchange(request, url, connected, limits)
        except ssl.SSLError:
            raise OutboundError(Reason.TLS) from None
        except (OSError, HTTPException, HTTPError):
            raise OutboundError(Reason.RESPONSE) from None


def _exchange(request: Request, url: Url, connected: BoundedSocket, limits: Limits) -> Response:
    # The name is for the Host header; the connection exists, and only to the checked address.
    with closing(HTTPConnection(url.host, url.port)) as connection:
        connection.sock = connected
        connection.request(
            request.method,
            url.target,
            request.body,
            _headers(request, url),
            preload_content=False,
        )
        with closing(connection.getresponse()) as response:
            return _read(response, request.accepts, limits.max_bytes)


def _headers(request: Request, url: Url) -> Mapping[str, str]:
    return {
        **request.headers,
        "Host": url.authority,
        "User-Agent": "self-service-registration",
        "Accept": ", ".join(request.accepts) or "*/*",
        "Accept-Encoding": "gzip",
        "Connection": "close",
    }


def _read(response: HTTPResponse, accepts: tuple[str, ...], max_bytes: int) -> Response:
    """Return the response, with its body if it has one of the accepted types."""
    status = response.status
    if not accepts:
        return Response(status)
    content_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type not in accepts:
        raise OutboundError(Reason.CONTENT_TYPE if 200 <= status < 300 else Reason.STATUS, status)
    if response.headers.get("Content-Encoding", "").strip().lower() not in _ENCODINGS:
        raise OutboundError(Reason.RESPONSE)
    body = response.read(max_bytes + 1)
    if len(body) > max_bytes:
        raise OutboundError(Reason.SIZE)
    return Response(status, content_type, body)
