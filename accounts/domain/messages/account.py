"""Messages about a user's own security settings and sessions."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info, success
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
    "ssr.sign_up.signed_in": info(
        _("You are already signed in as {0}. To create another account, sign out first.")
    ),
    "ssr.account.profile_saved": success(_("Your profile is saved.")),
    "ssr.account.preferences_saved": success(_("Saved. It holds in every browser in which you sign in.")),
    "ssr.identity.confirmed": success(_("Thanks, we know it’s you.")),
    "ssr.proof.one_more": success(_("That’s right. One more check.")),
    "ssr.data.proved": success(_("Thanks, we know it’s you. Download your data now.")),
    "ssr.data.too_often": error(
        _("You have downloaded your data several times. You can do it again in {0}."), status=429
    ),
    "ssr.data.withdrawn": success(_("{0} may not learn about you any more.")),
    "ssr.leaving.begun": success(
        _("Your account is switched off. In 7 days it is deleted; the email we sent to {0} undoes it.")
    ),
    "ssr.leaving.undone": success(_("Your account stays. Sign in as you always do.")),
    "ssr.leaving.too_late": error(_("There is nothing to undo: the account is in use, or gone."), status=409),
    "ssr.leaving.administrator": error(
        _("An account with rights in the administration cannot be deleted here. Hand them over first."),
        status=403,
    ),
    "ssr.device.forgotten": success(_("That browser is forgotten. It counts as new from now on.")),
    "ssr.session.ended": success(_("That browser is signed out, with its apps.")),
    "ssr.session.others_ended": success(_("Every other browser is signed out, and so are apps.")),
}
