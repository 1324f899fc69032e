"""Saying who you are and proving it."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: sign-in page, notice; {0} is what was typed
    "idx.unknown.user": info(_("There’s no account with the username {0}."), status=400),
    # Translators: sign-in page, error of the empty field
    "error.password.required": error(_("Enter your password.")),
    # Translators: sign-in page, error
    "errors.E0000004": error(_("We couldn’t sign you in. Check your details and try again."), status=401),
    # Translators: sign-in page, error
    "incorrectPassword": error(_("That password isn’t right. Try again, or reset it."), status=401),
    "api.authn.error.PASSCODE_INVALID": error(
        # Translators: page of a code, error
        _("That code isn’t right. Check the newest message and try again."),
        status=401,
    ),
    # Translators: page of a code, error
    "ssr.code.expired": error(_("That code has run out. Ask for a new one."), status=401),
    # Translators: page of a code, error
    "ssr.code.spent": error(_("You entered too many wrong codes. Ask for a new one."), status=401),
    # Translators: page of a code, error of the empty field
    "ssr.code.blank": error(_("Enter the 6-digit code.")),
    # Translators: page of a code, error
    "ssr.code.format": error(_("Enter all 6 digits of the code.")),
    # Translators: sign-up finished in two tabs, notice
    "ssr.unsaved.password": info(_("We saved the password you sent first. The other one wasn’t saved.")),
    # Translators: sign-up finished in two tabs, notice
    "ssr.unsaved.answers": info(_("You finished in another tab. We didn’t save what you typed in this tab.")),
    # Translators: sign-in page, notice; {0} is an email address
    "ssr.signed_in_as_another": info(_("You’re signed in as {0}. Sign out to use another account.")),
}
