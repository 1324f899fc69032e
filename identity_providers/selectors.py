"""The identity providers, read into one immutable snapshot."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from django.urls import reverse

from accounts.configuration_cache import Snapshot
from accounts.domain.columns import read_fields
from accounts.domain.enrollments import Enrolled, LinkedAccount, PendingEnrollment
from accounts.domain.logos import PNG
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import MappedAttribute, MappingTime, Provider, account_name
from identity_providers.models import IdentityProvider

IDENTITY_PROVIDERS: Final = "identity providers"


def provider_of(row: IdentityProvider, domains: Iterable[str] | None = None) -> Provider:
    """Return the provider that a row describes. ``domains``: those that it is trusted for, if known."""
    if domains is None:
        domains = (trusted.domain for trusted in row.trusted_domains.all())
    return read_fields(
        Provider,
        row,
        id=row.pk,
        kind=ProviderKind(row.kind),
        sealed_secret=row.client_secret,
        scopes=tuple(row.scopes),
        trusted_domains=frozenset(domains),
        mapping=tuple(
            MappedAttribute(item["claim"], item["attribute"], MappingTime(item["time"]))
            for item in row.mapping
        ),
        logo_url=_logo_url(row),
    )


def _logo_url(row: IdentityProvider) -> str:
    if not row.logo_digest:
        return ""
    suffix = "png" if row.logo_type == PNG else "svg"
    return reverse(f"identity_providers:logo_{suffix}", args=(row.public_id, row.logo_digest))


def _load() -> Mapping[str, Provider]:
    rows = IdentityProvider.objects.defer("logo").prefetch_related("trusted_domains")
    return MappingProxyType({row.public_id: provider_of(row) for row in rows})


_providers = Snapshot(_load, frozenset({IDENTITY_PROVIDERS}))


def providers() -> Mapping[str, Provider]:
    """Return every provider by public id, in the order of the buttons, inactive ones included."""
    return _providers.get()


def name_of_account(enrollment: Enrolled | PendingEnrollment | None) -> str:
    """Return how its owner knows a linked account; nothing for another authenticator."""
    if enrollment is None or not isinstance(enrollment.data, LinkedAccount):
        return ""
    return account_name(providers().get(enrollment.data.provider), enrollment.label)
