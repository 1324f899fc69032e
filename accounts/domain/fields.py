"""One input of a form, as data: the hosted page draws it, the IDX API sends it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from accounts.domain.attributes import Attribute, Option, Value
from accounts.domain.columns import read_fields
from accounts.domain.field_conditions import FieldCondition
from accounts.domain.reference_data import options_for


class FieldType(StrEnum):
    """The types of attributes, and three that only forms know."""

    STRING = "string"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    MULTIPLE_CHOICE = "multiple_choice"
    DATE = "date"
    EMAIL = "email"
    URL = "url"
    PHONE = "phone"
    COUNTRY = "country"
    LANGUAGE = "language"
    TIME_ZONE = "time_zone"
    PASSWORD = "password"
    CODE = "code"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Constraints:
    """What the browser may check early. The server's check_value decides."""

    min_length: int | None = None
    max_length: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    min_items: int | None = None
    max_items: int | None = None
    earliest: str = ""
    latest: str = ""
    pattern: str = ""
    pattern_message: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """An input. `label` is plain text: an administrator's words, or an English message to translate.

    `secret` values are never sent back; a field that is not `mutable` is returned as it was given.
    `required_message` and `invalid_message` replace the general sentences. `shown_if` is a condition on
    another field of the same page.
    """

    path: str
    type: FieldType
    label: str
    required: bool = False
    secret: bool = False
    help: str = ""
    placeholder: str = ""
    autocomplete: str = "off"
    options: tuple[Option, ...] = ()
    constraints: Constraints = Constraints()
    value: Value = None
    mutable: bool = True
    visible: bool = True
    required_message: str = ""
    invalid_message: str = ""
    shown_if: FieldCondition | None = None


def field_for(
    attribute: Attribute,
    *,
    path: str,
    label: str = "",
    required: bool | None = None,
    help: str = "",
    placeholder: str = "",
) -> Field:
    """The input for an attribute; a form may override label, help and whether it is required."""
    return Field(
        path=path,
        type=FieldType(attribute.type.value),
        label=label or attribute.title,
        required=attribute.required if required is None else required,
        help=help or attribute.help,
        placeholder=placeholder,
        autocomplete=attribute.autocomplete or "off",
        options=offered_options(attribute),
        constraints=constraints_of(attribute),
        value=attribute.default,
    )


def offered_options(attribute: Attribute) -> tuple[Option, ...]:
    """The administrator's list, or the reference list behind countries, languages and time zones."""
    return options_for(attribute.type) or attribute.options


def constraints_of(attribute: Attribute) -> Constraints:
    """What the browser may know of an attribute's limits."""
    return read_fields(Constraints, attribute)
