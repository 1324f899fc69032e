"""Saying who you are and proving it."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "idx.unknown.user": info(_("There is no account with the username {0}."), status=400),
    "error.password.required": error(_("Enter your password.")),
    "errors.E0000004": error(
        _("We could not sign you in. Check what you entered and try again."), status=401
    ),
    "incorrectPassword": error(_("That password isn't right. Try again, or reset it."), status=401),
    "api.authn.error.PASSCODE_INVALID": error(
        _("That code isn't right. Check the newest message and try again."), status=401
    ),
    "ssr.code.expired": error(_("That code has run out. Ask for a new one."), status=401),
    "ssr.code.spent": error(_("Too many wrong codes. Ask for a new one and use that."), status=401),
    "ssr.code.blank": error(_("Enter the 6-digit code.")),
    "ssr.code.format": error(_("The code has 6 digits. Enter all of them.")),
    "ssr.unsaved.password": info(
        _("Your account has the password you sent first. The other one wasn’t saved.")
    ),
    "ssr.unsaved.answers": info(_("You finished in another tab. What you typed in this tab wasn’t saved.")),
    "ssr.signed_in_as_another": info(_("You are signed in as {0}. Sign out to use another account.")),
}
