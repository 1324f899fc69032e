"""Whole sign-ins at the provider on loopback, without the pages around them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from identity_providers.client_secrets import seal_secret
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import MappedAttribute, Provider
from identity_providers.domain.upstream_identity import UpstreamIdentity
from identity_providers.protocol.authorization_response import AuthorizationResponse
from identity_providers.protocol.client import authorization_url, identity_from
from identity_providers.protocol.failures import UpstreamFailure
from identity_providers.protocol.parameters import new_secrets
from tests.identity_providers.upstream import CLIENT_ID, SECRET, Upstream

CALLBACK = "https://here.example/idp/callback/public"
MAPPING = (MappedAttribute("given_name", "firstName"),)


def provider_at(upstream: Upstream, **fields: Any) -> Provider:
    values: dict[str, Any] = {
        "kind": ProviderKind.OPENID_CONNECT,
        "issuer": upstream.url,
        "sealed_secret": seal_secret(SECRET, "public"),
        "mapping": MAPPING,
    }
    return Provider(id=1, public_id="public", label="Acme", client_id=CLIENT_ID, **{**values, **fields})


def sign_in(
    upstream: Upstream, provider: Provider | None = None, *, renews: bool = False, **response: str
) -> UpstreamIdentity:
    """Go there and come back. ``response`` changes parameters of the response."""
    provider, secrets = provider or provider_at(upstream), new_secrets("transaction")
    url = authorization_url(provider, secrets, CALLBACK, renews=renews)
    answer = upstream.authorize(url)
    given = {"code": answer["code"], "issuer": answer["iss"], **response}
    return identity_from(
        provider, AuthorizationResponse(**given), secrets, CALLBACK, now=timezone.now(), renews=renews
    )


def failure_of(upstream: Upstream, provider: Provider | None = None, **given: Any) -> str:
    """Return reason and code of a sign-in that fails."""
    with pytest.raises(UpstreamFailure) as failed:
        sign_in(upstream, provider, **given)
    return f"{failed.value.reason} {failed.value.detail}"


def query_of(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
