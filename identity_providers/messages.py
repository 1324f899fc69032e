"""Messages about identity providers, for administrators."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.provider.label.blank": error(_("Enter a name for the provider.")),
    "ssr.provider.used": error(_("These rules name this provider: {0}. Change them first.")),
    "ssr.provider.label.taken": error(_("There’s already a provider with the name “{0}”.")),
    "ssr.provider.unknown": error(_("No identity provider has the name “{0}”.")),
    "ssr.provider.kind": error(_("The kind of a provider can’t be changed. Add another provider.")),
    "ssr.provider.public_id": error(_("The address of this form has expired. Open the form again.")),
    "ssr.provider.issuer": error(
        _("“{0}” can’t be an issuer. Enter an https URL without a user name, ? or #.")
    ),
    "ssr.provider.issuer.linked": error(
        _("People have linked accounts of this issuer, so it can’t be changed. Add another provider.")
    ),
    "ssr.provider.client_id": error(_("Enter the client ID that the provider gave you.")),
    "ssr.provider.secret": error(_("Enter the client secret that the provider gave you.")),
    "ssr.provider.secret.long": error(_("The secret is too long. Use at most {0} characters.")),
    "ssr.provider.secret.missing": error(
        _("The provider has no client secret yet. Set it before you turn the provider on.")
    ),
    "ssr.provider.parameter": error(_("Enter the {0} of your developer account.")),
    "ssr.provider.parameter.unknown": error(_("“{0}” isn’t a setting of this kind of provider.")),
    "ssr.provider.scope": error(_("“{0}” isn’t a scope. Write scopes with spaces between them.")),
    "ssr.provider.scopes.openid": error(_("Add the scope openid: OpenID Connect requires it.")),
    "ssr.provider.domain": error(_("“{0}” isn’t a domain. Enter one like example.com.")),
    "ssr.provider.domain.taken": error(
        _("The provider “{1}” is already trusted for {0}. Remove the domain there first.")
    ),
    "ssr.provider.mapping.claim": error(
        _("“{0}” isn’t the name of a claim. Use letters, digits and _ . : - (at most 100).")
    ),
    "ssr.provider.mapping.attribute": error(_("“{0}” isn’t an attribute of the profile. Choose another.")),
    "ssr.provider.mapping.address": error(
        _("The login and the email can’t be mapped: people verify their addresses. Choose another attribute.")
    ),
    "ssr.provider.mapping.twice": error(_("“{0}” is mapped twice. Remove one of the rows.")),
    "ssr.provider.mapping.many": error(_("Use at most {0} rows.")),
    "ssr.provider.confirm": warning(
        _(
            "This changes who can sign in. Accounts at “{0}”, as you describe it here, open the accounts "
            "that people have linked."
        )
    ),
    "ssr.provider.confirm.domains": warning(
        _("Emails at these domains will count as verified when “{0}” says so: {1}.")
    ),
    "ssr.provider.confirm.assurance": warning(
        _("Two factors that “{0}” reports will count as two factors here.")
    ),
    "ssr.provider.linked": warning(_("Linked accounts that are deleted with it: {0}.")),
    "ssr.provider.stranded": warning(
        _(
            "Of these, people with neither a password nor a passkey: {0}. They have to set a password "
            "before they can sign in again."
        )
    ),
    "ssr.provider.test.rate": error(_("Too many tests. Try again in a few minutes.")),
}

register(ENTRIES)
