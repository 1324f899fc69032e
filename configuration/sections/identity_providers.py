"""Identity providers. Their client secrets and linked accounts are no configuration."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from accounts.domain.domain_names import ascii_domain
from accounts.domain.logos import Logo, read_logo_text
from accounts.domain.text import trim
from configuration.column_types import columns, fields_of
from configuration.schema import ListRules, entry, list_of
from configuration.section import EntryChange, GeneratedSecret, Section
from configuration.sections.accounts import ATTRIBUTES, LOGO
from configuration.value_types import TEXTS, choice, lines, reference, text
from identity_providers.domain.checks import PARAMETERS, SECRET_REQUIRED
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import MappedAttribute, MappingTime
from identity_providers.models import IdentityProvider
from identity_providers.services.logos import remove_logo, set_logo
from identity_providers.services.provider_drafts import ProviderDraft
from identity_providers.services.providers import delete_provider, save_provider

IDENTITY_PROVIDERS: Final = "identity_providers"
NO_SECRET: Final = "Inactive until its secret is set"
_PARAMETERS: Final = tuple(name for names in PARAMETERS.values() for name in names)
_DOMAINS: Final = lines(
    "ssr.provider.domain", lambda line: ascii_domain(trim(line).lower().lstrip("@")), in_order=False
)
_MAPPED: Final[Any] = entry(
    "MappedAttribute",
    {
        "claim": (text(), ...),
        "attribute": (reference(ATTRIBUTES, optional=False), ...),
        "time": (choice([time.value for time in MappingTime]), MappingTime.AT_CREATION.value),
    },
    ListRules(identified_by="attribute", ordered=True, repeatable=True),
)


class IdentityProvidersSection(Section):
    """Identity providers, by name."""

    name = IDENTITY_PROVIDERS
    comment = (
        "Identity providers. A client secret is set by `manage.py identity_providers set-secret`;\n"
        "until then, a new provider that needs one is inactive."
    )
    model = IdentityProvider
    columns = columns(
        IdentityProvider,
        leave=(
            *("client_secret", "parameters", "scopes", "mapping", "created_at"),
            *("logo", "logo_type", "logo_digest"),
        ),
    )
    entry = entry(
        "IdentityProvider",
        {
            **fields_of(columns),
            **{name: (text(), "") for name in _PARAMETERS},
            "scopes": (TEXTS, []),
            "trusted_domains": (_DOMAINS, []),
            "mapping": (list_of(_MAPPED), []),
            "logo": (LOGO, ""),
        },
        ListRules(identified_by="label"),
    )

    def rows(self) -> QuerySet[IdentityProvider]:
        return IdentityProvider.objects.prefetch_related("trusted_domains").order_by("position", "label")

    def more_values(self, row: IdentityProvider) -> dict[str, Any]:
        return {
            **{name: row.parameters.get(name, "") for name in _PARAMETERS},
            "scopes": list(row.scopes),
            "trusted_domains": sorted(item.domain for item in row.trusted_domains.all()),
            "mapping": [_MAPPED.model_construct(**item) for item in row.mapping],
            "logo": Logo(bytes(row.logo), row.logo_type).text if row.logo else "",
        }

    def write(self, row: IdentityProvider, change: EntryChange) -> Sequence[GeneratedSecret]:
        before, after = change.before, change.after
        row.scopes = list(after.scopes)
        row.parameters = {name: value for name in _PARAMETERS if (value := getattr(after, name))}
        mapping = tuple(
            MappedAttribute(item.claim, item.attribute, MappingTime(item.time)) for item in after.mapping
        )
        lacks_secret = ProviderKind(row.kind) in SECRET_REQUIRED and not row.client_secret
        waits = row.active and lacks_secret
        row.active = row.active and not lacks_secret
        saved = save_provider(
            ProviderDraft(row, mapping, after.trusted_domains), actor=change.user, now=change.now
        )
        if after.logo != (before.logo if before else ""):
            if after.logo:
                set_logo(saved, read_logo_text(after.logo).content, actor=change.user, now=change.now)
            else:
                remove_logo(saved, actor=change.user, now=change.now)
        command = f"manage.py identity_providers set-secret --activate '{row.label}'"
        return [GeneratedSecret(NO_SECRET, row.label, command)] if waits else []

    def remove(self, key: str, now: datetime) -> None:
        delete_provider(self.row(key), actor=None, now=now)
