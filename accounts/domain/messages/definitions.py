"""Messages for administrators about attributes of the profile schema."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.document.column": error(_("{0}")),
    "ssr.attribute.key.format": error(
        _("Start the key with a letter and use only letters, digits and _, at most {0} characters.")
    ),
    "ssr.attribute.key.reserved": error(_("The key “{0}” is reserved. Choose another one.")),
    "ssr.attribute.title.blank": error(_("Give the attribute a title.")),
    "ssr.attribute.bounds": error(_("The smallest allowed value must not be above the largest.")),
    "ssr.attribute.bounds.type": error(_("This limit does not apply to attributes of type {0}.")),
    "ssr.attribute.bounds.cap": error(_("The limit must lie between 0 and {0}.")),
    "ssr.attribute.bounds.date": error(_("Write the date as YYYY-MM-DD, or the word today.")),
    "ssr.attribute.pattern.syntax": error(_("The pattern cannot be read: {0}.")),
    "ssr.attribute.pattern.message": error(_("Say in your own words what the pattern asks for.")),
    "ssr.attribute.options.missing": error(_("Give at least one answer to choose from.")),
    "ssr.attribute.options.repeated": error(_("Two answers have the value “{0}”. Make each value unique.")),
    "ssr.attribute.options.blank": error(_("Give every answer a value and a title.")),
    "ssr.attribute.options.type": error(_("Only choices have a list of answers.")),
    "ssr.attribute.options.cap": error(_("A list can have at most {0} answers.")),
    "ssr.attribute.unique.type": error(_("Attributes of type {0} cannot be unique.")),
    "ssr.attribute.default.invalid": error(_("The default value does not pass the attribute's own rules.")),
    "ssr.attribute.sensitive.permission": error(_("A sensitive attribute must be hidden from the person.")),
}
