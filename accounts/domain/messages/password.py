"""Choosing a password."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "password.common": error(_("This password is easy to guess. Try three or four unrelated words.")),
    "ssr.password.blank": error(_("Choose a password.")),
    "ssr.password.too_short": error(
        _("Use at least {0} characters. Three or four unrelated words are enough.")
    ),
    "ssr.password.too_long": error(_("Use at most {0} characters.")),
    "ssr.password.few_lower": error(_("Use more small letters: {0} at least.")),
    "ssr.password.few_upper": error(_("Use more capital letters: {0} at least.")),
    "ssr.password.few_number": error(_("Use more digits: {0} at least.")),
    "ssr.password.few_symbol": error(_("Use more characters that are no letter and no digit: {0} at least.")),
    "ssr.password.personal": error(_("Leave out your name and your email address.")),
    "ssr.password.characters": error(
        _("The password holds a character that cannot be typed again. Remove it.")
    ),
    "ssr.password.same": error(_("Choose a password that is different from the current one.")),
    "ssr.password.used_before": error(_("Choose a password that is none of your last {0}.")),
    "ssr.password.too_soon": error(
        _("You changed your password a short while ago. You can change it again at {0}."), status=403
    ),
    "ssr.password.breached": error(
        _("This password is known from a leak of another site. Try three or four unrelated words.")
    ),
    "idx.password.expiring.message": warning(_("Days left before your password has to be changed: {0}.")),
    "ssr.password.rule.min": info(_("At least {0} characters")),
    "ssr.password.rule.max": info(_("At most {0} characters")),
    "ssr.password.rule.lower": info(_("Small letters: {0} or more")),
    "ssr.password.rule.upper": info(_("Capital letters: {0} or more")),
    "ssr.password.rule.number": info(_("Digits: {0} or more")),
    "ssr.password.rule.symbol": info(_("Characters that are no letter and no digit: {0} or more")),
    "ssr.password.rule.personal": info(_("Nothing from your name or email address")),
    "ssr.password.rule.common": info(_("Not a common or easily guessed password")),
    "ssr.password.rule.breached": info(_("Not known from a leak")),
}
