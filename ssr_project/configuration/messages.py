"""Messages about configuration documents, for administrators; each stands beside the path of its place."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.document.unreadable": error(_("This isn’t YAML: {0}")),
    "ssr.document.size": error(_("The document is larger than {0} bytes. Split it by section.")),
    "ssr.document.encoding": error(_("The document is not UTF-8. Save it as UTF-8.")),
    "ssr.document.repeated": error(_("“{0}” is given twice here. Remove one.")),
    "ssr.document.alias": error(_("Anchors, aliases and tags aren’t read. Write the value itself.")),
    "ssr.document.deep": error(_("The document is nested too deeply. Use fewer levels.")),
    "ssr.document.version": error(_("Write “version: {0}”. This server reads no other version.")),
    "ssr.document.record": error(_("Write names with values here, like “name: value”.")),
    "ssr.document.list": error(_("Write a list here: a line with “- ” for each, or [].")),
    "ssr.document.text": error(_("Write text here; put it in quotes if it looks like something else.")),
    "ssr.document.unsafe": error(
        _("This text is too long or has characters that can’t be stored. Shorten it, or remove them.")
    ),
    "ssr.document.flag": error(_("Write true or false.")),
    "ssr.document.number": error(_("Write a whole number.")),
    "ssr.document.decimal": error(_("Write a number like 12 or 0.5.")),
    "ssr.document.range": error(_("Write a number from {0} to {1}.")),
    "ssr.document.clock": error(_("Write a time of day like 09:30.")),
    "ssr.document.day": error(_("Write a day like 2026-01-31.")),
    "ssr.document.moment": error(_("Write a moment with its offset, like 2026-01-31T12:00:00+00:00.")),
    "ssr.document.unknown": error(_("“{0}” is not known here. Check its spelling, or remove it.")),
    "ssr.document.unknown_near": error(_("“{0}” is not known here. Perhaps “{1}” is meant.")),
    "ssr.document.missing": error(_("This is missing. Add it.")),
    "ssr.document.twice": error(_("“{0}” is in the list twice. Remove one.")),
    "ssr.document.again": error(_("“{0}” is in the document twice. Give each a name of its own.")),
    "ssr.document.many": error(_("There are more than {0} here. Remove some.")),
    "ssr.document.removed": error(_("It names “{0}”, which would be removed. Add that to the document.")),
    "ssr.document.in_use": error(_("Something still names it, or has its name. Change that first.")),
    "ssr.document.waits": error(_("It depends on something that was refused. Correct that first.")),
    "ssr.document.single": error(_("Only one entry may have this. Leave it where it belongs.")),
    "ssr.document.key": error(_("Use letters, digits, - and _ only, and begin with a letter or digit.")),
    "ssr.document.changed": error(
        _("The configuration was changed after the plan was made. Plan again, then apply.")
    ),
}

register(ENTRIES)
