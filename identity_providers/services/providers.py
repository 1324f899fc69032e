"""Create, change and delete identity providers."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from accounts.configuration_cache import raise_version
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import User
from accounts.users.naming_rows import rows_naming
from accounts.versions import save_version
from identity_providers.client_secrets import seal_secret
from identity_providers.domain.checks import (
    SECRET_REQUIRED,
    check_secret,
    read_domains,
)
from identity_providers.domain.presets import ProviderKind
from identity_providers.models import IdentityProvider, TrustedDomain
from identity_providers.selectors import IDENTITY_PROVIDERS
from identity_providers.services.linked_accounts import remove_linked_accounts
from identity_providers.services.provider_drafts import (
    ProviderDraft,
    check_draft,
    check_other_providers,
    is_new,
)


def save_provider(draft: ProviderDraft, *, actor: User | None, now: datetime) -> IdentityProvider:
    """Insert or update a provider with its trusted domains. Raises ValidationFailed."""
    row = draft.row
    created, seen = is_new(row), row.version
    try:
        with transaction.atomic():
            raise_version(IDENTITY_PROVIDERS)
            raise_if(check_draft(draft))
            stored = IdentityProvider.objects.only("active").filter(pk=row.pk).first()
            if created:
                row.created_at = now
            if draft.secret:
                row.client_secret = seal_secret(draft.secret.strip(), row.public_id)
            save_version(row, without=("logo", "logo_type", "logo_digest"))
            _write_domains(row, read_domains(draft.domains)[0])
            record(list(_events(row, stored, actor)), now=now)
    except ValidationFailed:
        # The row was rolled back: the object must not say that it is there, nor that it is newer.
        row.pk, row.version = None if created else row.pk, seen
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
        raise ValidationFailed(tuple(check_other_providers(row, domains))) from taken


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
    is turned off first, so that none is linked meanwhile. Raises ValidationFailed while a rule names it: the
    rule would be for others than it says.
    """
    _require_unnamed(row)
    set_active(row, active=False, actor=actor, now=now)
    removed = remove_linked_accounts(row.public_id, actor=actor, now=now)
    with transaction.atomic():
        raise_version(IDENTITY_PROVIDERS)
        _require_unnamed(row)
        removed += remove_linked_accounts(row.public_id, actor=actor, now=now)
        record([_entry("delete", row, actor)], now=now)
        IdentityProvider.objects.filter(pk=row.pk).delete()
    return removed


def _require_unnamed(row: IdentityProvider) -> None:
    of_rules = (rows for rows in rows_naming(row) if rows.model._meta.app_label == "policies")  # noqa: SLF001
    names = sorted({str(rule) for rows in of_rules for rule in rows})
    if names:
        raise ValidationFailed([Violation("", "ssr.provider.used", (", ".join(names),))])


def _events(row: IdentityProvider, stored: IdentityProvider | None, actor: User | None) -> Iterator[Entry]:
    yield _entry("create" if stored is None else "update", row, actor)
    if stored is not None and stored.active != row.active:
        yield _switched(row, actor)


def _switched(row: IdentityProvider, actor: User | None) -> Entry:
    return _entry("activate" if row.active else "deactivate", row, actor)


def _entry(verb: str, row: IdentityProvider, actor: User | None) -> Entry:
    return Entry(f"identity_provider.{verb}", actor=acting(actor), targets=(row.event_target,))
