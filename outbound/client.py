"""The client: every request of this server to a configured address.

The rules (ADR 0068): https at allowed ports, one strict reading of the URL, one resolution of the name, all
of its addresses public or in ``OUTBOUND_ALLOWED_NETWORKS``, a connection to exactly these; no redirects,
retries, cookies or proxies; a time limit for the whole exchange, and a limit for the decoded body.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings

from outbound.destinations import AllowedDestinations
from outbound.errors import OutboundError, Reason
from outbound.request import Limits, Request, Response

JSON: Final = ("application/json",)
FORM: Final = "application/x-www-form-urlencoded"

DEFAULT_LIMITS: Final = Limits()
_NO_HEADERS: Final[Mapping[str, str]] = {}


def allowed_destinations() -> AllowedDestinations:
    """Return the rules of this deployment."""
    return AllowedDestinations(settings.OUTBOUND_ALLOWED_NETWORKS, settings.OUTBOUND_ALLOWED_PORTS)


def get(
    url: str,
    accepts: tuple[str, ...],
    *,
    headers: Mapping[str, str] = _NO_HEADERS,
    limits: Limits = DEFAULT_LIMITS,
) -> Response:
    """Return a successful response of one of the accepted media types. Raises OutboundError."""
    response = _send(Request("GET", url, None, headers, accepts), limits)
    if not response.is_success:
        raise OutboundError(Reason.STATUS, response.status)
    return response


def get_json(
    url: str,
    *,
    accepts: tuple[str, ...] = JSON,
    headers: Mapping[str, str] = _NO_HEADERS,
    limits: Limits = DEFAULT_LIMITS,
) -> Any:
    """Return the JSON of a successful response. Raises OutboundError."""
    return get(url, accepts, headers=headers, limits=limits).json()


def post(
    url: str,
    body: bytes,
    media_type: str,
    *,
    accepts: tuple[str, ...] = (),
    headers: Mapping[str, str] = _NO_HEADERS,
    limits: Limits = DEFAULT_LIMITS,
) -> Response:
    """Post a body and return the response, of any status. Raises OutboundError.

    With ``accepts``, the body of an error is returned as well if it has one of these media types, as errors
    of OAuth do (RFC 6749 §5.2).
    """
    return _send(Request("POST", url, body, {**headers, "Content-Type": media_type}, accepts), limits)


def post_form(
    url: str,
    fields: Mapping[str, str],
    *,
    accepts: tuple[str, ...] = (),
    headers: Mapping[str, str] = _NO_HEADERS,
    limits: Limits = DEFAULT_LIMITS,
) -> Response:
    """Post a form, as ``post``."""
    return post(url, urlencode(fields).encode(), FORM, accepts=accepts, headers=headers, limits=limits)


def _send(request: Request, limits: Limits) -> Response:
    # Processes that send no request don't load urllib3.
    response: Response = import_module("outbound.exchange").send(request, allowed_destinations(), limits)
    return response
