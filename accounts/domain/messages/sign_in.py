"""Saying who you are and proving it."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "idx.unknown.user": info(_("There is no account with the username {0}."), status=400),
    "ssr.unknown.user.hint": info(_("Check the spelling, or create an account with this address.")),
    "error.username.required": error(_("Enter your email address.")),
    "error.password.required": error(_("Enter your password.")),
    "errors.E0000004": error(
        _("We could not sign you in. Check what you entered and try again."), status=401
    ),
    "errors.E0000207": error(_("The email address and password do not match. Try again."), status=401),
    "incorrectPassword": error(_("That password isn't right. Try again, or reset it."), status=401),
    "errors.E0000069": error(
        _("This account is locked after too many wrong tries. Unlock it by email."), 403
    ),
    "errors.E0000119": error(_("This account is locked. Ask your administrator to unlock it."), status=403),
    "error.auth.lockedOut": error(_("This account is locked. Try again later, or reset your password."), 403),
    "api.authn.error.PASSCODE_INVALID": error(
        _("That code isn't right. Check the newest email and try again."), status=401
    ),
    "ssr.code.expired": error(_("That code has run out. Ask for a new email."), status=401),
    "ssr.code.spent": error(
        _("Too many wrong codes. Ask for a new email and use the code in it."), status=401
    ),
    "ssr.code.blank": error(_("Enter the 6-digit code from the email.")),
    "ssr.code.format": error(_("The code has 6 digits. Enter all of them.")),
    "authfactor.challenge.soft_token.invalid_passcode": error(
        _("That code isn't right. Enter the code your app shows now."), status=401
    ),
    "authfactor.challenge.soft_token.used_passcode": error(
        _("That code has been used. Wait for your app to show the next one."), status=401
    ),
    "authfactor.challenge.suspended_factor": error(
        _("This way to sign in is paused after too many wrong tries. Use another way."), status=401
    ),
    "oie.authenticator.enroll.error.fail": error(_("That could not be set up. Try again.")),
    "oie.authenticator.verify.error.fail": error(_("That could not be checked. Try again."), status=401),
    "ssr.signed_in_as_another": info(_("You are signed in as {0}. Sign out to use another account.")),
}
