"""Making an account."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info, success
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "registration.error.notUniqueWithinOrg": error(
        _("An account already uses this {0|inline}. Sign in, or enter another one.")
    ),
    "registration.error.invalidLoginEmail": error(_("Enter an email address like name@example.com.")),
    "registration.error.doesNotMatchPattern": error(_("{0} does not have the form it needs. Check it.")),
    "idx.error.registration.unavailable": error(
        _("Signing up is not available at the moment. Try again later, or ask your administrator."),
        status=403,
    ),
    "oie.registration.is.not.enabled": error(
        _("You cannot sign up here yourself. Ask your administrator for an invitation."), status=403
    ),
    "idx.email.verification.required": info(_("To finish, open the email we sent you and follow it.")),
    "ssr.registration.denied": error(
        _("You cannot sign up with these details. Check them, or ask your administrator."), status=403
    ),
    "ssr.registration.completed": success(_("Your account is ready.")),
    "ssr.address.taken_at_finish": info(
        _("You have confirmed {0}, and an account already uses it. Sign in to that account."), status=409
    ),
    "ssr.email.required": error(_("Enter your email address.")),
    "ssr.email.domain_not_allowed": error(
        _("You can’t sign up with an address at {0}. Use your work address, or ask your administrator.")
    ),
    "ssr.email.new_domain_not_allowed": error(
        _("You can’t use an address at {0} here. Use another address, or ask your administrator.")
    ),
    "ssr.email.too_long": error(_("An email address can have at most {0} characters. Enter a shorter one.")),
    "ssr.email.apostrophe": error(
        _("The apostrophe in this address is curly (’). Type the straight one (') instead.")
    ),
    "ssr.email.invisible": error(
        _("There’s an invisible character in this address. Delete the address and type it again.")
    ),
    "ssr.email.characters": error(
        _("Before the @ only letters without accents, digits and . _ + - are possible. Check the address.")
    ),
}
