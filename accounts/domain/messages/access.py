"""Policies that say no, and life-cycle actions that cannot be."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "E0000016": error(_("This account is active already."), status=403),
    "E0000038": error(_("This cannot be done while the account is in its present status."), status=403),
}
