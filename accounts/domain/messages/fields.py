"""Values of a form's fields."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # For the labels we know ourselves; an administrator's label may be a question and is only quoted.
    "model.validation.field.blank": error(_("Enter your {0|inline}.")),
    "model.validation.field.blank.label": error(_("Fill in “{0}”.")),
    "ssr.field.choose": error(_("Choose an answer for “{0}”.")),
    "ssr.field.consent": error(_("Tick “{0}” to go on.")),
    "model.validation.field.wrong.type": error(_("Check “{0}”: this kind of value does not fit here.")),
    "model.validation.field.value.not.allowed": error(_("Choose one of the answers offered for “{0}”.")),
    "registration.model.validation.field.string.too.short": error(_("“{1}” needs at least {0} characters.")),
    "registration.model.validation.field.string.too.long": error(
        _("“{1}” can have at most {0} characters. Shorten it.")
    ),
    "ssr.text.characters": error(_("“{0}” holds a character that cannot be stored. Type it again.")),
    "ssr.text.pattern": error("{0}"),
    "ssr.number.format": error(_("Enter a number for “{0}”, in digits.")),
    "ssr.number.whole": error(_("Enter a whole number for “{0}”, without decimals.")),
    "ssr.number.too_small": error(_("“{0}” must be {1} or more.")),
    "ssr.number.too_large": error(_("“{0}” must be {1} or less.")),
    "model.validation.field.array.minItems": error(_("Choose more answers for “{1}”: at least {0}.")),
    "model.validation.field.array.maxItems": error(_("Choose fewer answers for “{1}”: at most {0}.")),
    "ssr.date.format": error(_("Enter “{0}” as day, month and year, like 27 3 1994.")),
    "ssr.date.day_missing": error(_("“{0}” must include a day.")),
    "ssr.date.month_missing": error(_("“{0}” must include a month.")),
    "ssr.date.year_missing": error(_("“{0}” must include a year.")),
    "ssr.date.day": error(_("Check the day of “{0}”: that month has no such day.")),
    "ssr.date.month": error(_("Check the month of “{0}”: it must be between 1 and 12.")),
    "ssr.date.year": error(_("Enter the year of “{0}” with 4 digits.")),
    "ssr.date.too_early": error(_("“{0}” must be {1} or later.")),
    "ssr.date.too_late": error(_("“{0}” must be {1} or earlier.")),
    "ssr.url.format": error(_("Enter a web address like https://example.com.")),
    "ssr.phone.format": error(_("Enter a phone number with its country code, like +44 20 7946 0958.")),
    "ssr.phone.extension": error(_("Leave out the extension of “{0}”.")),
}
