"""What a transaction knows of an identity provider: where the user was sent, and what came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from accounts.domain.attributes import Value


@dataclass(frozen=True, slots=True)
class UpstreamRequest:
    """A user was sent to a provider, by its public id, and is not back yet.

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
