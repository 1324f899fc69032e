"""The test of a provider's addresses: its discovery document and keys, fetched anew."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module

from accounts.events.log import Entry, acting, record
from accounts.models import User
from identity_providers.domain.provider import Provider
from identity_providers.models import IdentityProvider
from identity_providers.protocol.failures import UpstreamFailure
from identity_providers.protocol.provider_metadata import METADATA, metadata_of
from identity_providers.selectors import provider_of


@dataclass(frozen=True, slots=True)
class ConnectionResult:
    """What a test found. ``failure``: a code, empty after success. ``facts`` are hosts and counts."""

    failure: str = ""
    facts: dict[str, str] = field(default_factory=dict)


def check_connection(row: IdentityProvider, *, actor: User | None, now: datetime) -> ConnectionResult:
    """Fetch what sign-ins need, and record the outcome. It sends neither client ID nor secret."""
    result = _result(provider_of(row))
    detail = {"outcome": result.failure or "success"}
    entry = Entry("identity_provider.test", actor=acting(actor), targets=(row.event_target,), detail=detail)
    record([entry], now=now)
    return result


def _result(provider: Provider) -> ConnectionResult:
    if not provider.preset.openid:
        return ConnectionResult(facts={"issuer": provider.issuer})
    METADATA.clear()
    try:
        return ConnectionResult(facts=dict(_facts(provider)))
    except UpstreamFailure as failure:
        return ConnectionResult(failure.detail)


def _facts(provider: Provider) -> Iterator[tuple[str, str]]:
    # Other pages don't load the libraries of keys.
    keys = import_module("identity_providers.protocol.verification_keys").KEYS
    metadata = metadata_of(provider)
    yield "issuer", metadata.issuer
    keys.clear()
    yield "keys", str(len(keys.get(metadata.jwks_uri).keys))
