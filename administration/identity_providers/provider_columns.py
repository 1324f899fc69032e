"""What the list and the page of a provider show without editing it."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from administration.identity_providers.provider_texts import linked_text, shown_logo
from identity_providers.domain.provider import MappingTime
from identity_providers.models import IdentityProvider
from identity_providers.services.linked_accounts import count_links


class ProviderColumns:
    """Columns and facts of a provider."""

    # Translators: identity provider, head of a column: how many accounts are linked
    @admin.display(description=_("linked accounts"))
    def linked(self, row: IdentityProvider) -> str:
        return linked_text(count_links(row.public_id))

    @admin.display(description=_("trusted domains"))
    def shown_domains(self, row: IdentityProvider) -> str:
        return ", ".join(item.domain for item in row.trusted_domains.all())

    @admin.display(description=_("scopes"))
    def shown_scopes(self, row: IdentityProvider) -> str:
        return " ".join(row.scopes)

    @admin.display(description=_("attribute mapping"))
    def shown_mapping(self, row: IdentityProvider) -> str:
        return ", ".join(
            f"{item['claim']} → {item['attribute']} ({gettext(MappingTime(item['time']).label)})"
            for item in row.mapping
        )

    @admin.display(description=_("client secret"))
    def shown_secret(self, row: IdentityProvider) -> SafeString:
        """Return whether there is a secret, and the link to its page."""
        # Translators: identity provider, whether there is a client secret
        state = gettext("Set") if row.client_secret else gettext("Not set")
        link = reverse("admin:identity_providers_identityprovider_secret", args=[row.pk])
        # Translators: identity provider, link to the page of the client secret
        return format_html('{} <a href="{}">{}</a>', state, link, gettext("Change secret"))

    @admin.display(description=_("logo"))
    def shown_logo(self, row: IdentityProvider) -> SafeString:
        link = reverse("admin:identity_providers_identityprovider_logo", args=[row.pk])
        return format_html('{} <a href="{}">{}</a>', shown_logo(row), link, gettext("Change logo"))
