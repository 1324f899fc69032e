"""A profile attribute: what may be asked about a user, and what a valid answer is."""

from dataclasses import dataclass
from decimal import Decimal

from accounts.domain.choice import Choice


class AttributeType(Choice):
    """The type of an attribute's value; it decides widget, parsing and storage."""

    STRING = "string", "Text"
    LONG_TEXT = "long_text", "Long text"
    NUMBER = "number", "Number"
    INTEGER = "integer", "Whole number"
    BOOLEAN = "boolean", "Yes or no"
    CHOICE = "choice", "One choice"
    MULTIPLE_CHOICE = "multiple_choice", "Multiple choice"
    DATE = "date", "Date"
    EMAIL = "email", "Email address"
    URL = "url", "Web address"
    PHONE = "phone", "Phone number"
    COUNTRY = "country", "Country"
    LANGUAGE = "language", "Language"
    TIME_ZONE = "time_zone", "Time zone"


class Permission(Choice):
    """What the user may do with it on their own profile. Only READ_WRITE may be asked in a form."""

    HIDDEN = "hidden", "Hidden"
    READ_ONLY = "read_only", "Read only"
    READ_WRITE = "read_write", "Read and write"


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
