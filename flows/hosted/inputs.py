"""Which control a field is drawn with, and the attributes that help keyboards, autofill and early checks.

Lengths are left to the server for long text, passwords and codes: cutting a paste silently is worse than
saying what is wrong with it.
"""

from collections.abc import Iterator, Mapping

from accounts.domain.fields import Field, FieldType
from accounts.translations import translated
from flows.hosted.input_messages import malformed_text, missing_text

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
        yield "data-bad", malformed_text()
