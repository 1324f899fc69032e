"""What a transaction knows of an identity provider: where the user was sent, and what came back."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from accounts.domain.attributes import Value
from accounts.domain.values import stored_values, values_of


@dataclass(frozen=True, slots=True)
class UpstreamRequest:
    """A sign-in at a provider, named by its public id, that has not been answered yet.

    ``state_hash`` is the hash of the parameter ``state``, whose key ``key_id`` also derives nonce and PKCE
    verifier. ``renews``: the provider was asked to authenticate the user again.
    """

    provider: str
    state_hash: str
    key_id: str
    sent_at: datetime
    renews: bool = False


@dataclass(frozen=True, slots=True)
class UpstreamAnswer:
    """What a provider said of the user, as far as the end of the transaction needs it.

    ``verified_address`` is the normal address that the provider is trusted to have verified. ``multifactor``:
    it is believed to have verified two factors. ``values`` are attributes to be written, ``sid`` its session.
    """

    provider: str
    verified_address: str = ""
    multifactor: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)
    sid: str = ""


def stored_upstream_request(request: UpstreamRequest | None) -> dict[str, Any] | None:
    """Return the request as JSON."""
    return None if request is None else {**asdict(request), "sent_at": request.sent_at.isoformat()}


def upstream_request_of(stored: Mapping[str, Any] | None) -> UpstreamRequest | None:
    """Read what ``stored_upstream_request`` wrote."""
    if stored is None:
        return None
    return UpstreamRequest(**{**stored, "sent_at": datetime.fromisoformat(stored["sent_at"])})


def stored_upstream_answer(answer: UpstreamAnswer | None) -> dict[str, Any] | None:
    """Return the answer as JSON."""
    return None if answer is None else {**asdict(answer), "values": stored_values(answer.values)}


def upstream_answer_of(stored: Mapping[str, Any] | None) -> UpstreamAnswer | None:
    """Read what ``stored_upstream_answer`` wrote."""
    return None if stored is None else UpstreamAnswer(**{**stored, "values": values_of(stored["values"])})
