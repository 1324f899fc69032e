"""A profile attribute: what may be asked about a user, and what a valid answer is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class AttributeType(StrEnum):
    """The type of an attribute's value; it decides widget, parsing and storage."""

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

    @property
    def label(self) -> str:
        """The words an administrator chooses by."""
        return _TYPE_LABELS[self]


_TYPE_LABELS: Final[Mapping[AttributeType, str]] = {
    AttributeType.STRING: "Text",
    AttributeType.LONG_TEXT: "Long text",
    AttributeType.NUMBER: "Number",
    AttributeType.INTEGER: "Whole number",
    AttributeType.BOOLEAN: "Yes or no",
    AttributeType.CHOICE: "One choice",
    AttributeType.MULTIPLE_CHOICE: "Multiple choice",
    AttributeType.DATE: "Date",
    AttributeType.EMAIL: "Email address",
    AttributeType.URL: "Web address",
    AttributeType.PHONE: "Phone number",
    AttributeType.COUNTRY: "Country",
    AttributeType.LANGUAGE: "Language",
    AttributeType.TIME_ZONE: "Time zone",
}


class Permission(StrEnum):
    """What the user may do with it on their own profile. Only READ_WRITE may be asked in a form."""

    HIDDEN = "hidden"
    READ_ONLY = "read_only"
    READ_WRITE = "read_write"

    @property
    def label(self) -> str:
        """The words an administrator chooses by."""
        return _PERMISSION_LABELS[self]


_PERMISSION_LABELS: Final[Mapping[Permission, str]] = {
    Permission.HIDDEN: "Hidden",
    Permission.READ_ONLY: "Read only",
    Permission.READ_WRITE: "Read and write",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One entry of a list: the stored value and the words shown for it."""

    value: str
    title: str


# What is stored for an attribute. A number is its plain decimal text, so that JSON never rounds it.
Value = str | int | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of the profile schema.

    Lengths count Unicode code points; `minimum` and `maximum` bound numbers; `earliest` and `latest` bound
    dates (ISO 8601, or ``today``); `pattern` is RE2 syntax and must match the whole value.
    """

    key: str
    type: AttributeType
    title: str
    help: str = ""
    required: bool = False
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
    options: tuple[Option, ...] = ()
    default: Value = None
    unique: bool = False
    permission: Permission = Permission.READ_WRITE
    sensitive: bool = False
    base: bool = False
    autocomplete: str = ""
