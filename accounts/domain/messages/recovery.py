"""Getting back into an account."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, success
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "idx.recovery.completed": success(_("Your password is changed. Sign in with the new one.")),
    "oie.selfservice.unlock_user.success.message": success(
        _("Your account is unlocked. Sign in as you always do.")
    ),
}
