"""Check the values of a form or a document against the schema."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final

from accounts.domain.attributes import Attribute, AttributeType, Permission, Value
from accounts.domain.base_attributes import missing
from accounts.domain.identifiers import parse_email
from accounts.domain.text import fold, is_blank
from accounts.domain.values.asked import Problem, ReadContext, Reader
from accounts.domain.values.choices import read_boolean, read_choice, read_choices, read_reference
from accounts.domain.values.dates import parts_of, read_date
from accounts.domain.values.numbers import read_integer, read_number
from accounts.domain.values.texts import MAX_LONG_TEXT, read_text
from accounts.domain.violations import Violation

_READERS: Final[Mapping[AttributeType, Reader]] = {
    AttributeType.STRING: read_text,
    AttributeType.LONG_TEXT: read_text,
    AttributeType.EMAIL: read_text,
    AttributeType.URL: read_text,
    AttributeType.PHONE: read_text,
    AttributeType.NUMBER: read_number,
    AttributeType.INTEGER: read_integer,
    AttributeType.BOOLEAN: read_boolean,
    AttributeType.CHOICE: read_choice,
    AttributeType.MULTIPLE_CHOICE: read_choices,
    AttributeType.DATE: read_date,
    AttributeType.COUNTRY: read_reference,
    AttributeType.LANGUAGE: read_reference,
    AttributeType.TIME_ZONE: read_reference,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """The value as it is stored, or why it is refused; None is "not given"."""

    value: Value
    violations: tuple[Violation, ...] = ()


def check_value(
    attribute: Attribute,
    raw: object,
    *,
    path: str,
    label: str,
    required: bool,
    default_country: str = "",
    today: date | None = None,
) -> Checked:
    """Validate the value of an attribute. Never raises on any JSON value.

    `label` is how the form names the field (empty: the attribute's title), `default_country` the region of
    phone numbers without a country code, `today` the day that date bounds mean (default: today in UTC).
    """
    context = ReadContext(label or attribute.title, today or datetime.now(UTC).date(), default_country)
    result: Value | Problem = None
    if not _is_empty(attribute, raw):
        result = _READERS[attribute.type](attribute, raw, context)
    if required and (result is None or result is False):
        result = _blank(attribute, context)
    if isinstance(result, Problem):
        return Checked(None, (Violation(path, result.code, result.params),))
    return Checked(result)


def unique_form(attribute: Attribute, value: Value) -> str:
    """The text under which a unique value is looked up; values that users take for the same share it."""
    if attribute.type is AttributeType.EMAIL:
        return parse_email(str(value)).normal
    return fold(str(value))


def _is_empty(attribute: Attribute, raw: object) -> bool:
    if isinstance(raw, str):
        return _is_empty_text(attribute, raw)
    if attribute.type is AttributeType.DATE and isinstance(raw, Mapping):
        return parts_of(raw) == ("", "", "")
    return raw is None or raw in ([], ())


def _is_empty_text(attribute: Attribute, raw: str) -> bool:
    # Longer text is refused by its length; there is no need to look at every character first.
    if len(raw) > MAX_LONG_TEXT:
        return False
    return is_blank(raw) or (attribute.type is AttributeType.DATE and parts_of(raw) == ("", "", ""))


def _blank(attribute: Attribute, context: ReadContext) -> Problem:
    message = missing(attribute.type, context.label)
    return Problem(message.key, message.params)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """Values that may be written, and the violations of the others. Dropped values are in neither."""

    values: Mapping[str, Value]
    violations: tuple[Violation, ...]


def review_values(
    schema: Mapping[str, Attribute],
    values: Mapping[str, Value],
    *,
    own: bool,
    path_of: Callable[[str], str] = str,
) -> Reviewed:
    """Check stored or submitted values once more.

    A value whose attribute is gone is dropped, and one that its user may not write (``own``) as well.
    """
    kept: dict[str, Value] = {}
    violations: tuple[Violation, ...] = ()
    for key, value in values.items():
        attribute = schema.get(key)
        if attribute is None or (own and attribute.permission is not Permission.READ_WRITE):
            continue
        checked = check_value(attribute, value, path=path_of(key), label=attribute.title, required=False)
        violations += checked.violations
        if not checked.violations:
            kept[key] = checked.value
    return Reviewed(kept, violations)


def stored_values(values: Mapping[str, Value]) -> dict[str, Any]:
    """Return values as JSON holds them: it has no tuples."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in values.items()}


def values_of(stored: Mapping[str, Any]) -> dict[str, Value]:
    """Return what ``stored_values`` was given."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()}


def unique_forms(schema: Mapping[str, Attribute], values: Mapping[str, Value]) -> dict[str, str]:
    """Return the comparable form of every given value that only one user may hold."""
    return {
        key: unique_form(schema[key], value)
        for key, value in values.items()
        if key in schema and schema[key].unique and value is not None
    }
