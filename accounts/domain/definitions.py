"""What makes the definition of an attribute itself valid."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from accounts.domain.attributes import Attribute, AttributeType, Permission
from accounts.domain.base_attributes import BASE_KEYS
from accounts.domain.patterns import BadPattern, check_pattern
from accounts.domain.text import is_safe
from accounts.domain.values import MAX_LONG_TEXT, MAX_TEXT, check_value
from accounts.domain.values.choices import MAX_OPTIONS
from accounts.domain.values.dates import bound
from accounts.domain.violations import Violation

MAX_KEY_LENGTH: Final = 64

# Names with a meaning of their own in the profile's documents, in the columns of exports and imports, or in
# the languages that read them.
RESERVED_KEYS: Final = frozenset(
    {
        "_embedded",
        "_links",
        "activated",
        "activated_at",
        "class",
        "classloader",
        "constructor",
        "created",
        "created_at",
        "credentials",
        "email_verified",
        "groups",
        "id",
        "last_sign_in",
        "lastlogin",
        "lastupdated",
        "origin",
        "password",
        "password_hash",
        "passwordchanged",
        "profile",
        "prototype",
        "realm",
        "realmid",
        "status",
        "statuschanged",
        "transitioningtostatus",
        "type",
        "verified",
    }
)

TEXT_TYPES: Final = frozenset(
    {AttributeType.STRING, AttributeType.LONG_TEXT, AttributeType.EMAIL, AttributeType.URL}
)
NUMBER_TYPES: Final = frozenset({AttributeType.NUMBER, AttributeType.INTEGER})
CHOICE_TYPES: Final = frozenset({AttributeType.CHOICE, AttributeType.MULTIPLE_CHOICE})
UNIQUE_TYPES: Final = (TEXT_TYPES | NUMBER_TYPES | {AttributeType.PHONE}) - {AttributeType.LONG_TEXT}

_KEY: Final = re.compile(rf"[A-Za-z][A-Za-z0-9_]{{0,{MAX_KEY_LENGTH - 1}}}")
_BASE_KEYS_FOLDED: Final = frozenset(key.lower() for key in BASE_KEYS)


def check_key(key: str) -> tuple[Violation, ...]:
    """Whether an administrator may give this key to an attribute of their own; letter case does not count."""
    if not _KEY.fullmatch(key):
        return (Violation("key", "ssr.attribute.key.format", (str(MAX_KEY_LENGTH),)),)
    if key.lower() in RESERVED_KEYS | _BASE_KEYS_FOLDED:
        return (Violation("key", "ssr.attribute.key.reserved", (key,)),)
    return ()


def check_definition(attribute: Attribute) -> tuple[Violation, ...]:
    """What is wrong with a definition, by the name of the attribute's field; empty when it can be saved."""
    found = list(_definition_violations(attribute))
    return tuple(found) or tuple(_default_violations(attribute))


def _definition_violations(attribute: Attribute) -> Iterator[Violation]:
    if not attribute.base:
        yield from check_key(attribute.key)
    if not attribute.title.strip():
        yield Violation("title", "ssr.attribute.title.blank")
    yield from _length_violations(attribute)
    yield from _number_violations(attribute)
    yield from _item_violations(attribute)
    yield from _date_violations(attribute)
    yield from _pattern_violations(attribute)
    yield from _option_violations(attribute)
    if attribute.unique and attribute.type not in UNIQUE_TYPES:
        yield Violation("unique", "ssr.attribute.unique.type", (attribute.type.value,))
    if attribute.sensitive and attribute.permission is not Permission.HIDDEN:
        yield Violation("permission", "ssr.attribute.sensitive.permission")


def _length_violations(attribute: Attribute) -> Iterator[Violation]:
    cap = MAX_LONG_TEXT if attribute.type is AttributeType.LONG_TEXT else MAX_TEXT
    # Phone numbers keep their length from the base schema; for them it is no rule a user could break.
    known = TEXT_TYPES | {AttributeType.PHONE}
    yield from _bounds(attribute, "min_length", "max_length", known, cap)


def _item_violations(attribute: Attribute) -> Iterator[Violation]:
    known = {AttributeType.MULTIPLE_CHOICE}
    yield from _bounds(attribute, "min_items", "max_items", known, MAX_OPTIONS)


def _number_violations(attribute: Attribute) -> Iterator[Violation]:
    yield from _bounds(attribute, "minimum", "maximum", NUMBER_TYPES, None)


def _bounds(
    attribute: Attribute, least_name: str, most_name: str, known: Iterable[AttributeType], cap: int | None
) -> Iterator[Violation]:
    """A pair of limits: for types it means something for, within the cap, the least not above the most."""
    least, most = _limit(attribute, least_name), _limit(attribute, most_name)
    for name, limit in ((least_name, least), (most_name, most)):
        if limit is not None and attribute.type not in known:
            yield Violation(name, "ssr.attribute.bounds.type", (attribute.type.value,))
        elif limit is not None and cap is not None and not 0 <= limit <= cap:
            yield Violation(name, "ssr.attribute.bounds.cap", (str(cap),))
    if least is not None and most is not None and least > most:
        yield Violation(most_name, "ssr.attribute.bounds")


def _limit(attribute: Attribute, name: str) -> Decimal | None:
    limit: Decimal | int | None = getattr(attribute, name)
    return None if limit is None else Decimal(limit)


def _date_violations(attribute: Attribute) -> Iterator[Violation]:
    bounds = {"earliest": attribute.earliest, "latest": attribute.latest}
    for name, text in bounds.items():
        if text and attribute.type is not AttributeType.DATE:
            yield Violation(name, "ssr.attribute.bounds.type", (attribute.type.value,))
        elif not _is_bound(text):
            yield Violation(name, "ssr.attribute.bounds.date")
    if all(bounds.values()) and all(map(_is_bound, bounds.values())):
        yield from _date_order(attribute)


def _date_order(attribute: Attribute) -> Iterator[Violation]:
    """``today`` moves, so it is compared with nothing but itself."""
    if "today" not in {attribute.earliest, attribute.latest} and attribute.earliest > attribute.latest:
        yield Violation("latest", "ssr.attribute.bounds")


def _is_bound(text: str) -> bool:
    try:
        bound(text, date.min)
    except ValueError:
        return False
    return True


def _pattern_violations(attribute: Attribute) -> Iterator[Violation]:
    if not attribute.pattern:
        return
    if attribute.type not in TEXT_TYPES:
        yield Violation("pattern", "ssr.attribute.bounds.type", (attribute.type.value,))
    try:
        check_pattern(attribute.pattern)
    except BadPattern as error:
        yield Violation("pattern", "ssr.attribute.pattern.syntax", (str(error),))
    if not attribute.pattern_message.strip():
        yield Violation("pattern_message", "ssr.attribute.pattern.message")


def _option_violations(attribute: Attribute) -> Iterator[Violation]:
    if attribute.type not in CHOICE_TYPES:
        if attribute.options:
            yield Violation("options", "ssr.attribute.options.type")
        return
    if not attribute.options:
        yield Violation("options", "ssr.attribute.options.missing")
    if len(attribute.options) > MAX_OPTIONS:
        yield Violation("options", "ssr.attribute.options.cap", (str(MAX_OPTIONS),))
    if any(not option.value.strip() or not option.title.strip() for option in attribute.options):
        yield Violation("options", "ssr.attribute.options.blank")
    if not all(is_safe(option.value) and is_safe(option.title) for option in attribute.options):
        yield Violation("options", "ssr.text.characters", (attribute.title,))
    values = [option.value for option in attribute.options]
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield Violation("options", "ssr.attribute.options.repeated", (value,))


def _default_violations(attribute: Attribute) -> Iterator[Violation]:
    """A default is checked last: it is measured by the other rules, which must hold first."""
    if attribute.default is None:
        return
    checked = check_value(attribute, attribute.default, path="default", label="", required=False)
    if checked.violations:
        yield Violation("default", "ssr.attribute.default.invalid")
