"""Messages of the account pages, for users."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error, success
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: security page, success; {0} is a sign-in method
    "ssr.account.removed": success(_("{0} removed.")),
    # Translators: security page, success
    "ssr.account.unlinked": success(_("Account unlinked.")),
    # Translators: security page, success; {0} is the new name
    "ssr.account.renamed": success(_("Passkey renamed to “{0}”.")),
    # Translators: security page, error while renaming a passkey
    "ssr.account.name_length": error(_("Enter a name with 1 to {0} characters.")),
    # Translators: security page, error while renaming a passkey
    "ssr.account.name_characters": error(_("This name contains a character you can’t use. Remove it.")),
    # Translators: security page, success
    "ssr.account.email_changed": success(_("Email address changed.")),
    # Translators: profile page, success
    "ssr.account.profile_saved": success(_("Profile saved.")),
    # Translators: language and theme page, success
    "ssr.account.preferences_saved": success(_("Saved. You’ll see this in every browser you sign in with.")),
    # Translators: your data page, success
    "ssr.data.proved": success(_("Thanks, we know it’s you. Download your data now.")),
    "ssr.data.too_often": error(
        # Translators: your data page, error; {0} is a time such as “2 hours”
        _("You’ve downloaded your data several times. You can do it again in {0}."),
        status=429,
    ),
    # Translators: your data page, success; {0} is the app
    "ssr.data.withdrawn": success(_("{0} can’t access your data anymore.")),
    "ssr.leaving.administrator": error(
        _(
            # Translators: account deletion, error
            "You can’t delete an administrator’s account here. Pass the administrator role to someone else "
            "first."
        ),
        status=403,
    ),
    # Translators: security page, success
    "ssr.device.forgotten": success(_("Browser forgotten. We’ll treat it as new from now on.")),
    # Translators: sessions page, success
    "ssr.session.ended": success(_("Signed out of that browser and its apps.")),
    # Translators: sessions page, success
    "ssr.session.others_ended": success(_("Signed out of every other browser and their apps.")),
}

register(ENTRIES)
