"""An identity provider as it should be, and what is wrong with it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from django.db.models import Model

from accounts.domain.text import is_blank
from accounts.domain.violations import Violation
from accounts.profile.schema import profile_schema
from accounts.text_columns import clean_text_columns
from identity_providers.domain.checks import (
    FIXED_ISSUERS,
    SECRET_REQUIRED,
    check_provider,
    check_secret,
    read_domains,
)
from identity_providers.domain.presets import PRESETS, ProviderKind
from identity_providers.domain.provider import MappedAttribute
from identity_providers.models import IdentityProvider, TrustedDomain
from identity_providers.selectors import provider_of
from identity_providers.services.linked_accounts import linked_accounts

PUBLIC_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{19}")


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """A provider as it should be. ``secret``: a new client secret; empty keeps the present one."""

    row: IdentityProvider
    mapping: tuple[MappedAttribute, ...] = ()
    domains: Sequence[str] = ()
    secret: str = field(default="", repr=False)


def new_provider(kind: ProviderKind, **columns: object) -> IdentityProvider:
    """Return an unsaved provider with what is known of its kind."""
    preset = PRESETS[kind]
    return IdentityProvider(
        **{"kind": kind.value, "issuer": preset.issuer, "scopes": list(preset.scopes), **columns}
    )


def check_draft(draft: ProviderDraft) -> tuple[Violation, ...]:
    """Return what is wrong with a provider, by field. Its texts are cleaned in place."""
    return tuple(_violations(draft))


def _violations(draft: ProviderDraft) -> Iterator[Violation]:
    row = draft.row
    if ProviderKind(row.kind) in FIXED_ISSUERS:
        row.issuer = PRESETS[ProviderKind(row.kind)].issuer
    texts = clean_text_columns(row, leave=("issuer", "client_secret", "public_id", "logo_type"))
    if is_blank(row.label):
        yield Violation("label", "ssr.provider.label.blank")
    yield from (violation for violation in texts if violation.field != "label" or row.label)
    if IdentityProvider.objects.filter(label=row.label).exclude(pk=row.pk).exists():
        yield Violation("label", "ssr.provider.label.taken", (row.label,))
    row.issuer, row.mapping = row.issuer.strip(), stored_mapping(draft.mapping)
    yield from check_provider(provider_of(row, ()), profile_schema().keys())
    domains, wrong = read_domains(draft.domains)
    yield from wrong
    yield from check_other_providers(row, domains)
    if draft.secret:
        yield from check_secret(draft.secret)
    if row.active and ProviderKind(row.kind) in SECRET_REQUIRED and not (draft.secret or row.client_secret):
        yield Violation("client_secret", "ssr.provider.secret.missing")
    yield from _check_identity(row)


def check_other_providers(row: IdentityProvider, domains: Sequence[str]) -> Iterator[Violation]:
    """Yield a violation for each domain that another provider is trusted for."""
    taken = TrustedDomain.objects.filter(domain__in=domains).exclude(provider=row.pk)
    for trusted in taken.select_related("provider"):
        names = (trusted.domain, trusted.provider.label)
        yield Violation("trusted_domains", "ssr.provider.domain.taken", names)


def _check_identity(row: IdentityProvider) -> Iterator[Violation]:
    """Yield violations of what a stored provider keeps: its kind and, once it has links, its issuer."""
    if is_new(row):
        taken = IdentityProvider.objects.filter(public_id=row.public_id).exists()
        if taken or not PUBLIC_ID.fullmatch(row.public_id):
            yield Violation("", "ssr.provider.public_id")
        return
    stored = IdentityProvider.objects.only("kind", "issuer").filter(pk=row.pk).first()
    if stored is not None and stored.kind != row.kind:
        yield Violation("kind", "ssr.provider.kind")
    if stored is not None and stored.issuer != row.issuer and linked_accounts(row.public_id).exists():
        yield Violation("issuer", "ssr.provider.issuer.linked")


def is_new(row: Model) -> bool:
    return row.pk is None


def stored_mapping(mapping: Sequence[MappedAttribute]) -> list[dict[str, str]]:
    """Return a mapping as its column holds it."""
    return [{"claim": item.claim, "attribute": item.attribute, "time": item.time.value} for item in mapping]
