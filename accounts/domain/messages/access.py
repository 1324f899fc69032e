"""Policies that say no, and life-cycle actions that cannot be."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "E0000016": error(_("This account is active already."), status=403),
    "E0000038": error(_("This cannot be done while the account is in its present status."), status=403),
    "errors.E0000119": error(
        _("This account is locked after several wrong tries. Wait a while, or unlock it by email."),
        status=403,
    ),
    "security.access_denied": error(
        _("You may not go in from here at this time. Ask your administrator if you need to."), status=403
    ),
    # The administrator's own words, and nothing else.
    "security.access_denied_custom_message": error("{0}", status=403),
    "oie.assurance.unsatisfiable": error(
        _(
            "{0} asks for more than you have set up, and you cannot set it up here. Ask your administrator "
            "for help."
        ),
        status=403,
    ),
    "oie.selfservice.reset.password.not.allowed": error(
        _("You cannot choose a new password here. Ask your administrator for one."), status=403
    ),
    "oie.selfservice.user.unlock.not.allowed": error(
        _("You cannot unlock your account here. Ask your administrator to do it."), status=403
    ),
    "idx.error.code.user_not_assigned": error(
        _("Your account may not use {0}. Ask {1} for access."), status=403
    ),
    "idx.error.user.not.assigned.to.app": error(
        _("Your account may not use {0}. Ask your administrator for access."), status=403
    ),
    "ssr.consent.declined": error(_("You did not agree, so nothing was shared."), status=403),
    "ssr.settings.not_allowed": error(
        _("You cannot change this yourself. Ask your administrator."), status=403
    ),
}
