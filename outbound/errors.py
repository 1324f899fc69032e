"""Why a request failed."""

from enum import StrEnum


class Reason(StrEnum):
    """The closed list of reasons. ``outbound.messages`` has a text for each."""

    URL = "refused_url"
    PORT = "refused_port"
    ADDRESS = "refused_address"
    DNS = "dns"
    CONNECT = "connect"
    TLS = "tls"
    TIME = "time"
    SIZE = "too_large"
    CONTENT_TYPE = "content_type"
    STATUS = "status"
    RESPONSE = "response"


class OutboundError(Exception):
    """A request that was refused or failed. It holds nothing of the response except its status."""

    def __init__(self, reason: Reason, status: int | None = None) -> None:
        super().__init__(reason.value if status is None else f"{reason.value} {status}")
        self.reason = reason
        self.status = status
