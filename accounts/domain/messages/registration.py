"""Making an account."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info, success
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "registration.error.notUniqueWithinOrg": error(
        # Translators: sign-up form, error; {0} is the label of the field
        _("An account already uses this {0|inline}. Sign in, or enter a different one.")
    ),
    # Translators: sign-up form, error
    "registration.error.invalidLoginEmail": error(_("Enter an email address like name@example.com.")),
    # Translators: sign-up form, error; {0} is the label of the field
    "registration.error.doesNotMatchPattern": error(_("Check “{0}”. It doesn’t have the right format.")),
    "idx.error.registration.unavailable": error(
        # Translators: sign-up page, error
        _("Sign-up isn’t available right now. Try again later, or ask your administrator."),
        status=403,
    ),
    "oie.registration.is.not.enabled": error(
        # Translators: sign-up page, error
        _("You can’t sign up here. Ask your administrator for an invitation."),
        status=403,
    ),
    # Translators: sign-up, notice
    "idx.email.verification.required": info(_("To finish, open the link in the email we sent you.")),
    "ssr.registration.denied": error(
        # Translators: sign-up form, error
        _("You can’t sign up with these details. Check them, or ask your administrator."),
        status=403,
    ),
    # Translators: sign-up, success
    "ssr.registration.completed": success(_("Your account is ready.")),
    "ssr.address.taken_at_finish": info(
        # Translators: sign-up, notice; {0} is an email address
        _("You’ve confirmed {0}, but an account already uses it. Sign in to that account."),
        status=409,
    ),
    # Translators: form, error of the empty field
    "ssr.email.required": error(_("Enter your email address.")),
    "ssr.email.domain_not_allowed": error(
        # Translators: sign-up form, error; {0} is a domain
        _("You can’t sign up with an address at {0}. Use your work address, or ask your administrator.")
    ),
    "ssr.email.new_domain_not_allowed": error(
        # Translators: change of the email address, error; {0} is a domain
        _("You can’t use an address at {0} here. Use a different address, or ask your administrator.")
    ),
    # Translators: form, error
    "ssr.email.too_long": error(_("Enter an email address with at most {0} characters.")),
    "ssr.email.apostrophe": error(
        # Translators: form, error; show both apostrophes
        _("The apostrophe in this address is curly (’). Type the straight one (') instead.")
    ),
    "ssr.email.invisible": error(
        # Translators: form, error
        _("This address contains an invisible character. Delete the address and type it again.")
    ),
    "ssr.email.characters": error(
        # Translators: form, error of an email address
        _("Check the part before the @. Use plain letters, numbers and . _ + - only.")
    ),
}
