"""What an administrator is told while saving a policy."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.policy.range": error(_("Enter a number from {0} to {1}.")),
    "ssr.policy.session_too_long": error(_("A session may last 30 days at most. Enter a shorter time.")),
    "ssr.policy.idle_beyond_absolute": error(
        _("The idle time must not be longer than the whole session. Shorten it.")
    ),
    "ssr.policy.too_many_fields": error(_("A form can have at most {0} fields. Remove some.")),
    "ssr.policy.not_read_write": error(
        _("The form cannot ask for “{0}”: people may not write it. Change that, or remove the field.")
    ),
    "ssr.policy.password_or_verification": error(
        _("Without email verification a password is needed. Ask for a password, or require verification.")
    ),
    "ssr.policy.domains_need_verification": error(
        _("Allowed domains mean something for confirmed addresses only. Require email verification.")
    ),
    "ssr.policy.prevention_needs_verification": error(
        _("Hiding whether an account exists needs confirmed addresses. Require email verification.")
    ),
}
