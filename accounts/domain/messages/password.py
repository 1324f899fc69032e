"""Choosing a password."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: new password, error
    "password.common": error(_("This password is easy to guess. Try three or four unrelated words.")),
    # Translators: new password, error of the empty field
    "ssr.password.blank": error(_("Choose a password.")),
    # Translators: new password, error
    "ssr.password.too_short": error(_("Use at least {0} characters. Try three or four unrelated words.")),
    # Translators: new password, error
    "ssr.password.too_long": error(_("Use at most {0} characters.")),
    # Translators: new password, error
    "ssr.password.few_lower": error(_("Add lowercase letters: you need at least {0}.")),
    # Translators: new password, error
    "ssr.password.few_upper": error(_("Add uppercase letters: you need at least {0}.")),
    # Translators: new password, error
    "ssr.password.few_number": error(_("Add numbers: you need at least {0}.")),
    # Translators: new password, error
    "ssr.password.few_symbol": error(_("Add symbols: you need at least {0}.")),
    # Translators: new password, error
    "ssr.password.personal": error(_("Choose a password without your name or email address.")),
    "ssr.password.characters": error(
        # Translators: new password, error
        _("Your password contains a character you can’t type again. Remove it.")
    ),
    # Translators: new password, list of rules
    "ssr.password.rule.min": info(_("At least {0} characters")),
    # Translators: new password, list of rules
    "ssr.password.rule.max": info(_("At most {0} characters")),
    # Translators: new password, list of rules
    "ssr.password.rule.lower": info(_("Lowercase letters: {0} or more")),
    # Translators: new password, list of rules
    "ssr.password.rule.upper": info(_("Uppercase letters: {0} or more")),
    # Translators: new password, list of rules
    "ssr.password.rule.number": info(_("Numbers: {0} or more")),
    # Translators: new password, list of rules
    "ssr.password.rule.symbol": info(_("Symbols: {0} or more")),
    # Translators: new password, list of rules
    "ssr.password.rule.personal": info(_("Nothing from your name or email")),
    # Translators: new password, list of rules
    "ssr.password.rule.common": info(_("Not easy to guess")),
    # Translators: new password, list of rules
    "ssr.password.rule.breached": info(_("Not known from a data leak")),
}
