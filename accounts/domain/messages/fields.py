"""Values of a form's fields."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # For the labels we know ourselves; an administrator's label may be a question and is only quoted.
    # Translators: form field, error; {0} is the label of the field
    "model.validation.field.blank": error(_("Enter your {0|inline}.")),
    # Translators: form field, error; {0} is the label of the field
    "model.validation.field.blank.label": error(_("Fill in “{0}”.")),
    # Translators: form field, error; {0} is the label of the field
    "ssr.field.choose": error(_("Choose an answer for “{0}”.")),
    # Translators: checkbox, error; {0} is its label
    "ssr.field.consent": error(_("Select “{0}” to continue.")),
    # Translators: form field, error; {0} is the label of the field
    "model.validation.field.wrong.type": error(_("Check “{0}”. It doesn’t accept this kind of value.")),
    # Translators: form field, error; {0} is the label of the field
    "model.validation.field.value.not.allowed": error(_("Choose one of the options for “{0}”.")),
    "registration.model.validation.field.string.too.short": error(
        # Translators: form field, error; {1} is the label of the field
        _("Enter at least {0} characters for “{1}”.")
    ),
    "registration.model.validation.field.string.too.long": error(
        # Translators: form field, error; {1} is the label of the field
        _("Enter at most {0} characters for “{1}”.")
    ),
    # Translators: form field, error; {0} is the label of the field
    "ssr.text.characters": error(_("“{0}” contains a character we can’t save. Type it again.")),
    "ssr.text.pattern": error("{0}"),
    # The form's own sentence for a field.
    "ssr.field.own": error("{0}"),
    # Translators: form field, error; {0} is the label of the field
    "ssr.number.format": error(_("Enter a number for “{0}”, in digits.")),
    # Translators: form field, error; {0} is the label of the field
    "ssr.number.whole": error(_("Enter a whole number for “{0}”, without decimals.")),
    # Translators: form field, error; {0} is the label of the field, {1} a number
    "ssr.number.too_small": error(_("“{0}” must be {1} or more.")),
    # Translators: form field, error; {0} is the label of the field, {1} a number
    "ssr.number.too_large": error(_("“{0}” must be {1} or less.")),
    # Translators: form field, error; {1} is the label of the field
    "model.validation.field.array.minItems": error(_("Choose more options for “{1}”: at least {0}.")),
    # Translators: form field, error; {1} is the label of the field
    "model.validation.field.array.maxItems": error(_("Choose fewer options for “{1}”: at most {0}.")),
    # Translators: date field, error; {0} is its label
    "ssr.date.format": error(_("Enter “{0}” as day, month and year, like 27 3 1994.")),
    # Translators: date field, error; {0} is its label
    "ssr.date.day_missing": error(_("Enter a day for “{0}”.")),
    # Translators: date field, error; {0} is its label
    "ssr.date.month_missing": error(_("Enter a month for “{0}”.")),
    # Translators: date field, error; {0} is its label
    "ssr.date.year_missing": error(_("Enter a year for “{0}”.")),
    # Translators: date field, error; {0} is its label
    "ssr.date.day": error(_("Check the day of “{0}”. That month doesn’t have this day.")),
    # Translators: date field, error; {0} is its label
    "ssr.date.month": error(_("Check the month of “{0}”. Enter a number from 1 to 12.")),
    # Translators: date field, error; {0} is its label
    "ssr.date.year": error(_("Enter the year of “{0}” with 4 digits.")),
    # Translators: date field, error; {0} is its label, {1} a date
    "ssr.date.too_early": error(_("“{0}” must be {1} or later.")),
    # Translators: date field, error; {0} is its label, {1} a date
    "ssr.date.too_late": error(_("“{0}” must be {1} or earlier.")),
    # Translators: web address field, error
    "ssr.url.format": error(_("Enter a web address like https://example.com.")),
    # Translators: phone field, error
    "ssr.phone.format": error(_("Enter a phone number with its country code, like +44 20 7946 0958.")),
    # Translators: phone field, error; {0} is its label
    "ssr.phone.extension": error(_("Enter “{0}” without an extension.")),
}
