"""Messages about configuration documents, for administrators; each stands beside the path of its place."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.document.unreadable": error(_("This isn’t YAML: {0}")),
    "ssr.document.size": error(_("The document is larger than {0} bytes. Split it by section.")),
    "ssr.document.encoding": error(_("The document isn’t UTF-8. Save it as UTF-8.")),
    "ssr.document.repeated": error(_("“{0}” is set twice. Remove one.")),
    "ssr.document.alias": error(_("Anchors, aliases and tags aren’t supported. Write the value itself.")),
    "ssr.document.deep": error(_("The document is nested too deeply. Use fewer levels.")),
    "ssr.document.version": error(_("Write “version: {0}”. This server doesn’t support other versions.")),
    "ssr.document.record": error(_("Expected names with values, like “name: value”.")),
    "ssr.document.list": error(_("Expected a list: one line with “- ” for each entry, or [].")),
    "ssr.document.text": error(_("Expected text. Put it in quotes if YAML reads it as something else.")),
    "ssr.document.unsafe": error(
        _("This text is too long or has characters that can’t be stored. Shorten it, or remove them.")
    ),
    "ssr.document.flag": error(_("Expected true or false.")),
    "ssr.document.number": error(_("Expected a whole number.")),
    "ssr.document.decimal": error(_("Expected a number, like 12 or 0.5.")),
    "ssr.document.range": error(_("Expected a number from {0} to {1}.")),
    "ssr.document.clock": error(_("Expected a time of day, like 09:30.")),
    "ssr.document.day": error(_("Expected a date, like 2026-01-31.")),
    "ssr.document.moment": error(_("Expected a time with its offset, like 2026-01-31T12:00:00+00:00.")),
    "ssr.document.unknown": error(_("“{0}” isn’t valid here. Check its spelling, or remove it.")),
    "ssr.document.unknown_near": error(_("“{0}” isn’t valid here. The closest name is “{1}”.")),
    "ssr.document.missing": error(_("A required value is missing. Add it.")),
    "ssr.document.twice": error(_("“{0}” is in the list twice. Remove one.")),
    "ssr.document.again": error(_("“{0}” is in the document twice. Give each entry its own name.")),
    "ssr.document.many": error(_("There are more than {0} entries. Remove some.")),
    "ssr.document.removed": error(_("This refers to “{0}”, which would be removed. Add it to the document.")),
    "ssr.document.in_use": error(
        _("Something still refers to this, or has the same name. Change that first.")
    ),
    "ssr.document.waits": error(_("This depends on an entry with an error. Fix that entry first.")),
    "ssr.document.single": error(_("Only one entry can have this. Remove it from the others.")),
    "ssr.document.key": error(_("Use only letters, digits, - and _. Start with a letter or digit.")),
    "ssr.document.changed": error(_("The configuration changed after the plan. Plan again, then apply.")),
    "ssr.document.no_entry": error(_("The file has no entry of “{0}”. Add it there, or give another file.")),
    "ssr.draft.default": error(_("The entry must say “default: {0}” as the policy does. Change it there.")),
    "ssr.version.unreadable": error(
        _("An earlier release wrote this version, and this one can’t read it. Make the change by hand.")
    ),
    "ssr.version.group_gone": error(
        _("The group “{0}” doesn’t exist anymore. Create it, or make the change by hand.")
    ),
    "ssr.version.zone_gone": error(
        _("The network zone “{0}” doesn’t exist anymore. Create it, or make the change by hand.")
    ),
    "ssr.version.attribute_gone": error(
        _("The attribute “{0}” doesn’t exist anymore. Create it, or make the change by hand.")
    ),
    "ssr.version.unknown": error(_("The policy “{0}” has no version {1}.")),
}

register(ENTRIES)
