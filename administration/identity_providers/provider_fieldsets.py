"""The sections of a provider's page, by its kind and by whether it is changed or only viewed."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from identity_providers.domain.checks import FIXED_ISSUERS, PARAMETERS
from identity_providers.domain.presets import ProviderKind


def fieldsets(kind: ProviderKind, *, is_new: bool, may_change: bool) -> Any:
    """Return the sections with the fields that the kind needs."""
    issuer = () if kind in FIXED_ISSUERS else ("issuer",)
    parameters = tuple(PARAMETERS.get(kind, ())) if may_change else ()
    secret = ("new_secret",) if is_new else ("shown_secret",) if may_change else ()
    scopes = "scopes" if may_change else "shown_scopes"
    domains = "trusted_domains" if may_change else "shown_domains"
    facts = ("shown_logo", "linked") if not is_new and may_change else () if is_new else ("linked",)
    hidden = ("new_id",) if is_new else ()
    client = (*issuer, "client_id", *parameters, *secret, scopes)
    mapping = () if may_change else ((_("Attribute mapping"), {"fields": ("shown_mapping",)}),)
    return [
        (_("General"), {"fields": ("label", *facts, "active", "everywhere", "position", *hidden)}),
        (_("Client"), {"fields": client}),
        # Translators: identity provider, heading: what of its answers is believed
        (_("Trust"), {"fields": (domains, "creates_accounts", "believes_assurance")}),
        *mapping,
    ]
