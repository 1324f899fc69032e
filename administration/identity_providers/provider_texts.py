"""What the pages of identity providers say."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from accounts.domain.violations import Violation
from administration.texts import say
from identity_providers.domain.presets import ProviderKind
from identity_providers.models import IdentityProvider
from identity_providers.selectors import provider_of
from identity_providers.services.connection_test import ConnectionResult
from identity_providers.services.linked_accounts import MAX_COUNTED, LinkCounts
from outbound.errors import OutboundError, Reason
from outbound.messages import describe

KIND_HELP: Final[Mapping[ProviderKind, str]] = MappingProxyType(
    {
        # Translators: identity providers, about a kind
        ProviderKind.OPENID_CONNECT: _(
            "Any server with a discovery document: Keycloak, Okta, another of these."
        ),
        # Translators: identity providers, about a kind
        ProviderKind.GOOGLE: _("Gmail and Google Workspace accounts."),
        # Translators: identity providers, about a kind
        ProviderKind.MICROSOFT: _("Work, school and personal accounts. Emails are verified here."),
        # Translators: identity providers, about a kind
        ProviderKind.APPLE: _("Apple accounts. You need a key of your developer account."),
        # Translators: identity providers, about a kind
        ProviderKind.GITHUB: _("GitHub accounts, by OAuth. Only verified primary emails count."),
    }
)
ISSUER_HELP: Final[Mapping[ProviderKind, str]] = MappingProxyType(
    {
        # Translators: identity provider Microsoft, help for the issuer
        ProviderKind.MICROSOFT: _("For one directory, replace “common” with its tenant ID."),
        # Translators: identity provider GitHub, help for the issuer
        ProviderKind.GITHUB: _("Change it only for GitHub Enterprise Server."),
    }
)
_FAILURES: Final[Mapping[str, str]] = MappingProxyType(
    {
        # Translators: test of an identity provider, result
        "metadata_issuer": _("The discovery document names another issuer. Enter the one that it names."),
        # Translators: test of an identity provider, result
        "metadata_incomplete": _(
            "The discovery document is incomplete. Check that the issuer is the right one."
        ),
        # Translators: test of an identity provider, result
        "metadata_authorization_endpoint": _("The sign-in page of the provider isn’t served over https."),
        # Translators: test of an identity provider, result
        "keys_none": _("The provider publishes no keys that can be used. Ask its administrator."),
    }
)


def result_text(result: ConnectionResult) -> str:
    """Return what a test found, without any text of the provider but its issuer, which is the configured."""
    if not result.failure:
        keys = int(result.facts["keys"])
        # Translators: test of an identity provider, result
        text = ngettext(
            "The connection works: the discovery document and %(count)d key were found.",
            "The connection works: the discovery document and %(count)d keys were found.",
            keys,
        )
        return text % {"count": keys}
    if result.failure in _FAILURES:
        return gettext(_FAILURES[result.failure])
    endpoint, _underscore, reason = result.failure.partition("_")
    # Translators: test of an identity provider, what couldn't be fetched
    what = gettext("Keys") if endpoint == "keys" else gettext("Discovery document")
    known = reason in set(Reason)
    return f"{what}: {describe(OutboundError(Reason(reason) if known else Reason.RESPONSE))}"


def linked_text(counts: LinkCounts) -> str:
    """Return how many accounts are linked, up to the limit of counting."""
    return f"{MAX_COUNTED}+" if counts.linked == MAX_COUNTED else str(counts.linked)


def deletion_lines(counts: LinkCounts) -> list[str]:
    """Return what goes with a provider."""
    stranded = f"{MAX_COUNTED}+" if counts.stranded == MAX_COUNTED else str(counts.stranded)
    lines = [say(Violation("", "ssr.provider.linked", (linked_text(counts),)))]
    if counts.stranded:
        lines.append(say(Violation("", "ssr.provider.stranded", (stranded,))))
    return lines


def change_lines(row: IdentityProvider, domains: tuple[str, ...], *, believes: bool) -> list[str]:
    """Return what a change of trust means: ``domains`` and ``believes`` are what is new."""
    lines = [say(Violation("", "ssr.provider.confirm", (row.label,)))]
    if domains:
        params = (row.label, ", ".join(domains))
        lines.append(say(Violation("", "ssr.provider.confirm.domains", params)))
    if believes:
        lines.append(say(Violation("", "ssr.provider.confirm.assurance", (row.label,))))
    return lines


def shown_logo(row: IdentityProvider) -> str:
    """Return the logo as the button shows it."""
    url = provider_of(row, ()).logo_url
    return format_html('<img src="{}" alt="" width="24" height="24">', url) if url else "–"
