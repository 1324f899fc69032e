"""Getting back into an account."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, success
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: sign-in page, success after a password reset
    "idx.recovery.completed": success(_("Password changed. Sign in with your new password.")),
    # Translators: sign-in page, success after an unlock
    "oie.selfservice.unlock_user.success.message": success(_("Your account is unlocked. Sign in as usual.")),
}
