"""Messages about the sign-up form and its policies, for administrators."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error, info, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.policy.domain": error(_("“{0}” is no domain name. Write it like example.com.")),
    # What a profile enrollment policy does, said while it is edited.
    "ssr.effect.closed": info(_("No one can sign up by this form: self-service registration is off.")),
    "ssr.effect.serves": info(_("The page /signup shows this form.")),
    "ssr.effect.apps": info(_("Users from these apps see this form: {0}.")),
    "ssr.effect.idle": info(
        _("No page uses this form yet: select “used for the end-user dashboard”, or choose it for an app.")
    ),
    "ssr.effect.verified": info(_("Users verify their address before they have an account.")),
    "ssr.effect.unverified": info(_("Users have access at once and receive a mail to verify the address.")),
    "ssr.effect.strict_apps": warning(
        _("These apps accept verified addresses only, so sign-up there verifies the address first: {0}.")
    ),
    "ssr.effect.password.first": info(_("Users choose a password on the first page.")),
    "ssr.effect.password.later": info(_("Users choose a password on a separate page.")),
    "ssr.effect.password.none": info(_("Users have no password and sign in by an emailed code.")),
    "ssr.effect.allowed": info(_("Only addresses at {0} can sign up.")),
    "ssr.effect.denied": info(_("Addresses at {0} can’t sign up.")),
    "ssr.effect.groups": info(_("New users join {0}.")),
    "ssr.effect.no_groups": info(_("New users join no group.")),
    "ssr.effect.later.asks": info(_("Each sign-in asks for up to {0} missing fields.")),
    "ssr.effect.later.nothing": info(_("Sign-in asks for nothing: select “later” at a field.")),
    "ssr.effect.later.nobody": info(_("Of {0} users who can sign in, none would be asked now.")),
    "ssr.effect.later.asked_one": info(
        _("Of {1} users who can sign in, 1 would be asked at the next sign-in to an app of this policy.")
    ),
    "ssr.effect.later.asked": info(
        _("Of {1} users who can sign in, {0} would be asked at their next sign-in to an app of this policy.")
    ),
    "ssr.effect.later.lacking": info(_("Missing: {0}.")),
    "ssr.attribute.unknown": error(_("No attribute has the key “{0}”.")),
    "ssr.policy.unknown": error(_("No policy has the name “{0}”.")),
    "ssr.policy.too_many_fields": error(_("A form can have at most {0} fields. Remove some.")),
    "ssr.policy.not_read_write": error(
        _("The form cannot ask for “{0}”: people may not write it. Change that, or remove the field.")
    ),
    "ssr.policy.never_asked": error(
        _("The form asks for “{0}” neither at sign-up nor later. Tick one of the two, or remove the field.")
    ),
    "ssr.policy.password_or_verification": error(
        _("Without email verification a password is needed. Ask for a password, or require verification.")
    ),
    "ssr.policy.domains_need_verification": error(
        _("Allowed domains mean something for confirmed addresses only. Require email verification.")
    ),
    "ssr.policy.prevention_needs_verification": error(
        _("Hiding whether an account exists needs confirmed addresses. Require email verification.")
    ),
    # Translators: form, error of the empty field
    "ssr.email.required": error(_("Enter your email address.")),
    "ssr.email.domain_not_allowed": error(
        # Translators: sign-up form, error; {0} is a domain
        _("You can’t sign up with an address at {0}. Use your work address, or ask your administrator.")
    ),
}

register(ENTRIES)
