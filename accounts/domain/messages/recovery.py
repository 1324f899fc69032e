"""Getting back into an account."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, success
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "idx.recovery.completed": success(_("Your password is changed. Sign in with the new one.")),
    "oie.selfservice.unlock_user.success.message": success(
        _("Your account is unlocked. Sign in as you always do.")
    ),
    "oie.selfservice.reset.password.not.allowed": error(
        _("You cannot reset your password yourself. Ask your administrator."), status=403
    ),
    "oie.selfservice.unlock_user.success.message": success(_("Your account is unlocked. Sign in.")),
    "oie.selfservice.user.unlock.not.allowed": error(
        _("You cannot unlock your account yourself. Ask your administrator."), status=403
    ),
}
