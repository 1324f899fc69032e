"""Which control a field is drawn with, and the attributes that help keyboards, autofill and early checks.

Lengths are left to the server for long text, passwords and codes: cutting a paste silently is worse than
saying what is wrong with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from accounts.domain.base_attributes import missing
from accounts.domain.field_conditions import texts_of
from accounts.domain.fields import Field, FieldType
from accounts.domain.reference_data import options_for
from accounts.translations import language, say, translated, translated_options

RADIOS_AT_MOST = 5

WIDGETS: Mapping[FieldType, str] = {
    FieldType.STRING: "text",
    FieldType.LONG_TEXT: "textarea",
    FieldType.NUMBER: "text",
    FieldType.INTEGER: "text",
    FieldType.BOOLEAN: "checkbox",
    FieldType.CHOICE: "select",
    FieldType.MULTIPLE_CHOICE: "checkboxes",
    FieldType.DATE: "date",
    FieldType.EMAIL: "text",
    FieldType.URL: "text",
    FieldType.PHONE: "text",
    FieldType.COUNTRY: "select",
    FieldType.LANGUAGE: "select",
    FieldType.TIME_ZONE: "select",
    FieldType.PASSWORD: "password",
    FieldType.CODE: "code",
    FieldType.HIDDEN: "hidden",
}

# A web address is type=text: type=url refuses one without a scheme, which the server adds.
KEYBOARDS: Mapping[FieldType, tuple[tuple[str, str], ...]] = {
    FieldType.NUMBER: (("type", "text"), ("inputmode", "decimal")),
    FieldType.INTEGER: (("type", "text"), ("inputmode", "numeric")),
    FieldType.EMAIL: (("type", "email"), ("autocapitalize", "none"), ("spellcheck", "false")),
    FieldType.URL: (
        ("type", "text"),
        ("inputmode", "url"),
        ("autocapitalize", "none"),
        ("spellcheck", "false"),
    ),
    FieldType.PHONE: (("type", "tel"),),
    FieldType.STRING: (("type", "text"),),
}

USERNAME = (("type", "text"), ("inputmode", "email"), ("autocapitalize", "none"), ("spellcheck", "false"))


def widget_of(field: Field) -> str:
    """The template of ``flows/fields/`` that draws the field."""
    if not field.visible:
        return "hidden"
    if not field.mutable:
        return "fixed"
    if field.type is FieldType.CHOICE and len(field.options) <= RADIOS_AT_MOST:
        return "radios"
    return WIDGETS[field.type]


def attributes_of(field: Field) -> tuple[tuple[str, str], ...]:
    """Attributes of the one input of a field, in the order in which they are written."""
    return (*keyboard_of(field), *hints_of(field), *early_checks_of(field))


def keyboard_of(field: Field) -> tuple[tuple[str, str], ...]:
    """The on-screen keyboard. A sign-in name may be no address, yet most users type one."""
    if field.type is FieldType.STRING and field.autocomplete.startswith("username"):
        return USERNAME
    return KEYBOARDS.get(field.type, ())


def hints_of(field: Field) -> Iterator[tuple[str, str]]:
    """What autofill and the box itself may know of the value to come."""
    if field.autocomplete != "off" or field.type is not FieldType.BOOLEAN:
        yield "autocomplete", field.autocomplete
    if field.placeholder:
        yield "placeholder", translated(field.placeholder)
    if field.constraints.max_length and WIDGETS[field.type] == "text":
        yield "maxlength", str(field.constraints.max_length)
    if field.constraints.max_length and WIDGETS[field.type] == "textarea":
        yield "data-count", str(field.constraints.max_length)


def early_checks_of(field: Field) -> Iterator[tuple[str, str]]:
    """Sentences for the script that complains late and forgives early; the server says the same."""
    if field.required:
        yield "required", "required"
        yield "data-need", missing_text(field)
    if field.type is FieldType.EMAIL:
        yield "data-bad", translated(field.invalid_message) or malformed_text()


def missing_text(field: Field) -> str:
    """What the page says at once when a required field is left empty; the server's sentence is the same."""
    if field.required_message:
        return translated(field.required_message)
    match field.type:
        case FieldType.PASSWORD:
            return say("error.password.required")
        case FieldType.CODE:
            return say("ssr.code.blank")
        case FieldType.EMAIL if field.path in ("identifier", "userProfile.email"):
            return say("ssr.email.required")
        case _:
            message = missing(field.type, field.label)
            return say(message.key, tuple(translated(param) for param in message.params))


def malformed_text() -> str:
    """What the page says when an address does not look like one."""
    return say("registration.error.invalidLoginEmail")


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice. Its id is used where the choice is an input of its own (radio, checkbox)."""

    id: str
    value: str
    title: str
    selected: bool


def chosen(field: Field, posted: Mapping[str, Sequence[str]] | None) -> tuple[str, ...]:
    """The values of the field as text: what was posted, else the preset.

    A browser leaves unticked boxes out of a post, so a posted form without the name means "none".
    """
    if posted is not None and field.mutable:
        return tuple(posted.get(field.path, ()))
    return texts_of(field.value)


def options_of(field: Field, picked: Sequence[str], html_id: str) -> tuple[OptionView, ...]:
    """The choices of a field in their order, with those that are picked."""
    return tuple(
        OptionView(f"{html_id}_{number}", option.value, option.title, option.value in picked)
        for number, option in enumerate(translated_options(field))
    )


def reference_options(field: Field, picked: Sequence[str]) -> SafeString:
    """Return the HTML of a country, language or time zone's options; nothing for other types."""
    offered = {option.value for option in options_for(field.type)} if picked else ()
    return _reference_html(field.type, language(), next((value for value in picked if value in offered), ""))


# A page with a list of countries took 1.9 ms longer when each option was drawn for each visitor.
@lru_cache(maxsize=32)
def _reference_html(type: str, language: str, selected: str) -> SafeString:
    options = options_for(type, language)
    parts = (
        (option.value, " selected" if option.value == selected else "", option.title) for option in options
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', parts)
