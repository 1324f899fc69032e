"""Policies that say no, and life-cycle actions that cannot be."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: error, an activation link of an active account
    "E0000016": error(_("This account is already active."), status=403),
    # Translators: error, an action that the account’s status forbids
    "E0000038": error(_("You can’t do this while the account has its current status."), status=403),
    "errors.E0000119": error(
        # Translators: sign-in page, error
        _("This account is locked after too many wrong passwords. Try again later, or unlock it by email."),
        status=403,
    ),
    "security.access_denied": error(
        # Translators: error, a policy denies the sign-in
        _("You can’t sign in from here right now. Ask your administrator if you need access."),
        status=403,
    ),
    # The administrator's own words, and nothing else.
    "security.access_denied_custom_message": error("{0}", status=403),
    "oie.assurance.unsatisfiable": error(
        _(
            # Translators: error, {0} is the app
            "{0} needs more sign-in methods than you have, and you can’t add them here. Ask your "
            "administrator for help."
        ),
        status=403,
    ),
    "oie.selfservice.reset.password.not.allowed": error(
        # Translators: password reset, error
        _("You can’t choose a new password here. Ask your administrator for one."),
        status=403,
    ),
    "oie.selfservice.user.unlock.not.allowed": error(
        # Translators: account unlock, error
        _("You can’t unlock your account here. Ask your administrator to unlock it."),
        status=403,
    ),
    "idx.error.code.user_not_assigned": error(
        # Translators: error, {0} is the app, {1} its owner
        _("You don’t have access to {0}. Ask {1} for access."),
        status=403,
    ),
    "idx.error.user.not.assigned.to.app": error(
        # Translators: error, {0} is the app
        _("You don’t have access to {0}. Ask your administrator for access."),
        status=403,
    ),
    # Translators: consent page, error after “Don’t allow”
    "ssr.consent.declined": error(_("You didn’t allow access, so we shared nothing."), status=403),
    "ssr.settings.not_allowed": error(
        # Translators: security page, error
        _("You can’t change this yourself. Ask your administrator."),
        status=403,
    ),
}
