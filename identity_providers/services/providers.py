"""Create, change and delete identity providers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Model

from accounts.configuration_cache import raise_version
from accounts.domain.text import is_blank
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import User
from accounts.profile.schema import profile_schema
from accounts.text_columns import clean_text_columns
from accounts.versions import save_version
from identity_providers.client_secrets import seal_secret
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
from identity_providers.selectors import IDENTITY_PROVIDERS, provider_of
from identity_providers.services.linked_accounts import linked_accounts, remove_linked_accounts

_PUBLIC_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{19}")


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
    yield from _check_other_providers(row, domains)
    if draft.secret:
        yield from check_secret(draft.secret)
    if row.active and ProviderKind(row.kind) in SECRET_REQUIRED and not (draft.secret or row.client_secret):
        yield Violation("client_secret", "ssr.provider.secret.missing")
    yield from _check_identity(row)


def _check_other_providers(row: IdentityProvider, domains: Sequence[str]) -> Iterator[Violation]:
    """Yield a violation for each domain that another provider is trusted for."""
    taken = TrustedDomain.objects.filter(domain__in=domains).exclude(provider=row.pk)
    for trusted in taken.select_related("provider"):
        names = (trusted.domain, trusted.provider.label)
        yield Violation("trusted_domains", "ssr.provider.domain.taken", names)


def _check_identity(row: IdentityProvider) -> Iterator[Violation]:
    """Yield violations of what a stored provider keeps: its kind and, once it has links, its issuer."""
    if _is_new(row):
        taken = IdentityProvider.objects.filter(public_id=row.public_id).exists()
        if taken or not _PUBLIC_ID.fullmatch(row.public_id):
            yield Violation("", "ssr.provider.public_id")
        return
    stored = IdentityProvider.objects.only("kind", "issuer").filter(pk=row.pk).first()
    if stored is not None and stored.kind != row.kind:
        yield Violation("kind", "ssr.provider.kind")
    if stored is not None and stored.issuer != row.issuer and linked_accounts(row.public_id).exists():
        yield Violation("issuer", "ssr.provider.issuer.linked")


def _is_new(row: Model) -> bool:
    return row.pk is None


def stored_mapping(mapping: Sequence[MappedAttribute]) -> list[dict[str, str]]:
    """Return a mapping as its column holds it."""
    return [{"claim": item.claim, "attribute": item.attribute, "time": item.time.value} for item in mapping]


def save_provider(draft: ProviderDraft, *, actor: User | None, now: datetime) -> IdentityProvider:
    """Insert or update a provider with its trusted domains. Raises ValidationFailed."""
    row = draft.row
    is_new, seen = _is_new(row), row.version
    try:
        with transaction.atomic():
            raise_version(IDENTITY_PROVIDERS)
            raise_if(check_draft(draft))
            stored = IdentityProvider.objects.only("active").filter(pk=row.pk).first()
            if is_new:
                row.created_at = now
            if draft.secret:
                row.client_secret = seal_secret(draft.secret.strip(), row.public_id)
            save_version(row, without=("logo", "logo_type", "logo_digest"))
            _write_domains(row, read_domains(draft.domains)[0])
            record(list(_events(row, stored, actor)), now=now)
    except ValidationFailed:
        # The row was rolled back: the object must not say that it is there, nor that it is newer.
        row.pk, row.version = None if is_new else row.pk, seen
        raise
    return row


def _write_domains(row: IdentityProvider, domains: Sequence[str]) -> None:
    """Write the trusted domains. Raises ValidationFailed where the constraint decides for another one."""
    row.trusted_domains.exclude(domain__in=domains).delete()
    known = set(row.trusted_domains.values_list("domain", flat=True))
    new = [TrustedDomain(provider=row, domain=domain) for domain in domains if domain not in known]
    try:
        with transaction.atomic():
            TrustedDomain.objects.bulk_create(new)
    except IntegrityError as taken:
        raise ValidationFailed(tuple(_check_other_providers(row, domains))) from taken


def set_secret(row: IdentityProvider, secret: str, *, actor: User | None, now: datetime) -> None:
    """Replace the client secret. Raises ValidationFailed."""
    raise_if(check_secret(secret))
    row.client_secret = seal_secret(secret.strip(), row.public_id)
    with transaction.atomic():
        raise_version(IDENTITY_PROVIDERS)
        save_version(row, only=["client_secret"])
        record([_entry("secret", row, actor)], now=now)


def set_active(row: IdentityProvider, *, active: bool, actor: User | None, now: datetime) -> None:
    """Turn a provider on or off. Raises ValidationFailed."""
    if row.active == active:
        return
    if active and ProviderKind(row.kind) in SECRET_REQUIRED and not row.client_secret:
        raise ValidationFailed([Violation("client_secret", "ssr.provider.secret.missing")])
    row.active = active
    with transaction.atomic():
        raise_version(IDENTITY_PROVIDERS)
        save_version(row, only=["active"])
        record([_switched(row, actor)], now=now)


def delete_provider(row: IdentityProvider, *, actor: User | None, now: datetime) -> int:
    """Delete a provider with the linked accounts of all users; return how many were linked.

    The accounts go in batches, each committed on its own where the caller has no atomic block. The provider
    is turned off first, so that none is linked meanwhile.
    """
    set_active(row, active=False, actor=actor, now=now)
    removed = remove_linked_accounts(row.public_id, actor=actor, now=now)
    with transaction.atomic():
        raise_version(IDENTITY_PROVIDERS)
        removed += remove_linked_accounts(row.public_id, actor=actor, now=now)
        record([_entry("delete", row, actor)], now=now)
        IdentityProvider.objects.filter(pk=row.pk).delete()
    return removed


def _events(row: IdentityProvider, stored: IdentityProvider | None, actor: User | None) -> Iterator[Entry]:
    yield _entry("create" if stored is None else "update", row, actor)
    if stored is not None and stored.active != row.active:
        yield _switched(row, actor)


def _switched(row: IdentityProvider, actor: User | None) -> Entry:
    return _entry("activate" if row.active else "deactivate", row, actor)


def _entry(verb: str, row: IdentityProvider, actor: User | None) -> Entry:
    return Entry(f"identity_provider.{verb}", actor=acting(actor), targets=(row.event_target,))
