"""Messages for administrators about attributes of the profile schema."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.document.column": error(_("{0}")),
    "ssr.attribute.key.format": error(
        _("Start the key with a letter. Use only letters, digits and _, with at most {0} characters.")
    ),
    "ssr.attribute.key.reserved": error(_("The key “{0}” is reserved. Choose another one.")),
    "ssr.attribute.title.blank": error(_("Enter a title for the attribute.")),
    "ssr.attribute.bounds": error(_("The minimum can’t be greater than the maximum.")),
    "ssr.attribute.bounds.type": error(
        _("This limit doesn’t apply to attributes of type {0}. Leave it empty.")
    ),
    "ssr.attribute.bounds.cap": error(_("Enter a limit from 0 to {0}.")),
    "ssr.attribute.bounds.date": error(_("Enter a date as YYYY-MM-DD, or the word today.")),
    "ssr.attribute.pattern.syntax": error(_("The pattern isn’t a valid regular expression: {0}.")),
    "ssr.attribute.pattern.message": error(
        _("Enter a message for people whose value doesn’t match the pattern.")
    ),
    "ssr.attribute.options.missing": error(_("Enter at least one option.")),
    "ssr.attribute.options.repeated": error(_("Two options have the value “{0}”. Make each value unique.")),
    "ssr.attribute.options.blank": error(_("Enter a value and a title for every option.")),
    "ssr.attribute.options.type": error(_("Only choice attributes have options. Leave this empty.")),
    "ssr.attribute.options.cap": error(_("A list can have up to {0} options. Remove some.")),
    "ssr.attribute.unique.type": error(_("Attributes of type {0} can’t be unique.")),
    "ssr.attribute.default.invalid": error(_("The default value doesn’t meet the attribute’s own limits.")),
    "ssr.attribute.sensitive.permission": error(
        _("A sensitive attribute must be hidden. Set its permission to Hidden.")
    ),
}
