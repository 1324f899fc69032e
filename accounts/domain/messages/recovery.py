"""Getting back into an account."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info, success
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "idx.recovery.completed": success(_("Your password is changed. Sign in with the new one.")),
    "oie.forgot.password.is.not.enabled": error(
        _("You cannot reset your password here. Ask your administrator."), status=403
    ),
    "oie.selfservice.reset.password.not.allowed": error(
        _("Your password cannot be reset this way at the moment. Ask your administrator."), status=403
    ),
    "idx.invalid.forgot.password.token": error(
        _("This link for a new password no longer works. Ask for a new email."), status=403
    ),
    "idx.invalid.reset.password.token": error(
        _("This link for a new password no longer works. Ask your administrator for another."), status=403
    ),
    "oie.invalid.recovery.token": error(_("This recovery no longer works. Start it again."), status=403),
    "idx.reset.password.activating.user": error(
        _("This account is still being set up. Use the link in the invitation first."), status=403
    ),
    "errors.E0000017": error(_("The password could not be reset. Start again."), status=403),
    "errors.E0000032": error(_("This account cannot be unlocked here. Ask your administrator."), status=403),
    "errors.E0000034": error(_("Passwords cannot be reset here. Ask your administrator."), status=403),
    "errors.E0000035": error(_("Your password cannot be changed here. Ask your administrator."), status=403),
    "oie.selfservice.unlock_user.success.message": success(_("Your account is unlocked. You can sign in.")),
    "oie.selfservice.unlock_user.failed.message": error(_("Your account could not be unlocked. Try again.")),
    "oie.selfservice.user.unlock.not.allowed": error(
        _("This account cannot be unlocked here. Ask your administrator."), status=403
    ),
    "ssr.recovery.sent": info(
        _("If {0} has an account, we have sent an email with a code and a link to it.")
    ),
}
