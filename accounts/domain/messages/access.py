"""Policies that say no, and life-cycle actions that cannot be."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "security.access_denied": error(_("You may not do this. Ask your administrator if you need it."), 403),
    "security.access_denied_custom_message": error("{0}", status=403),
    "errors.E0000006": error(_("You may not do this. Ask your administrator if you need it."), status=403),
    "idx.error.user.not.assigned.to.app": error(
        _("Your account has no access to this app. Ask your administrator for it."), status=403
    ),
    "idx.error.code.user_not_assigned": error(
        _("Your account has no access to this app. Ask your administrator for it."), status=403
    ),
    "oie.assurance.unsatisfiable": error(
        _("{0} asks for a way to sign in that your account does not have. Ask your administrator."),
        status=403,
    ),
    "ssr.account.suspended": error(_("This account is suspended. Ask your administrator for help."), 403),
    "E0000016": error(_("This account is active already."), status=403),
    "E0000038": error(_("This cannot be done while the account is in its present status."), status=403),
    "errors.E0000079": error(_("This cannot be done at this point. Go back and start again."), status=403),
}
