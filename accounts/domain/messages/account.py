"""What people are told about their own security settings and sessions."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, success
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.account.added": success(_("Now set up: {0|inline}.")),
    "ssr.account.removed": success(_("Removed: {0|inline}.")),
    "ssr.account.renamed": success(_("The passkey is now called “{0}”.")),
    "ssr.account.name_length": error(_("Give it a name of 1 to {0} characters.")),
    "ssr.account.name_characters": error(_("The name holds a character that cannot be used.")),
    "ssr.account.password_changed": success(
        _("Your password is saved. Whatever was signed in with an older one is signed out.")
    ),
    "ssr.account.email_changed": success(_("Your email address is changed.")),
    "ssr.device.forgotten": success(_("That browser is forgotten. It counts as new from now on.")),
    "ssr.session.ended": success(_("That browser is signed out.")),
    "ssr.session.others_ended": success(_("Every other browser is signed out.")),
}
