"""A request, its response and the limits of both."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from outbound.errors import OutboundError, Reason

CONNECT_SECONDS: Final = 3.0
TOTAL_SECONDS: Final = 5.0
MAX_BYTES: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Time to resolve a name and to connect, each; time of the whole exchange; size of the decoded body."""

    connect_seconds: float = CONNECT_SECONDS
    seconds: float = TOTAL_SECONDS
    max_bytes: int = MAX_BYTES


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. ``accepts``: the media types of a response whose body is read; none: no body is."""

    method: str
    url: str
    body: bytes | None
    headers: Mapping[str, str]
    accepts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """What came back. The body stays out of ``repr``, and with it out of logs."""

    status: int
    content_type: str = ""
    body: bytes = field(default=b"", repr=False)

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body as JSON. Raises OutboundError."""
        try:
            return json.loads(self.body.decode(), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise OutboundError(Reason.RESPONSE) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
