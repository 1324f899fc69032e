"""Identity providers as rows, for tests of what uses them."""

from typing import Any

from django.utils import timezone

from accounts.configuration_cache import raise_version
from identity_providers.domain.presets import ProviderKind
from identity_providers.models import IdentityProvider, TrustedDomain
from identity_providers.selectors import IDENTITY_PROVIDERS


def a_provider(label: str = "Acme", *domains: str, **columns: Any) -> IdentityProvider:
    """Insert a provider that is trusted for these domains."""
    defaults = {
        "kind": ProviderKind.OPENID_CONNECT,
        "issuer": f"https://{label.lower()}.example",
        "client_id": "client",
        "scopes": ["openid", "email", "profile"],
        "created_at": timezone.now(),
    }
    row = IdentityProvider.objects.create(label=label, **{**defaults, **columns})
    TrustedDomain.objects.bulk_create(TrustedDomain(provider=row, domain=domain) for domain in domains)
    raise_version(IDENTITY_PROVIDERS)
    return row
