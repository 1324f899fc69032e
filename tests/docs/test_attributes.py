"""ASVS 5.0 2.1.1: the page about attributes says what the schema and the readers accept."""

import re

from accounts.domain import phone_numbers
from accounts.domain.attributes import Attribute, AttributeType
from accounts.domain.base_attributes import BASE_ATTRIBUTES
from accounts.domain.definitions import MAX_KEY_LENGTH
from accounts.domain.identifiers import MAX_LENGTH, MAX_LOCAL_LENGTH, MIN_LENGTH
from accounts.domain.passwords import PasswordRules
from accounts.domain.patterns import MAX_PATTERN_LENGTH
from accounts.domain.values.choices import MAX_OPTIONS
from accounts.domain.values.numbers import MAX_DECIMALS, MAX_DIGITS
from accounts.domain.values.texts import MAX_LONG_TEXT, MAX_TEXT, MAX_URL
from enrollment.domain.form import MAX_FIELDS
from tests.lint import ROOT

PAGE = (ROOT / "docs" / "attributes.md").read_text()
BOUNDS = {
    AttributeType.STRING: (MAX_TEXT,),
    AttributeType.LONG_TEXT: (MAX_LONG_TEXT,),
    AttributeType.NUMBER: (MAX_DIGITS, MAX_DECIMALS),
    AttributeType.INTEGER: (MAX_DIGITS,),
    AttributeType.CHOICE: (MAX_OPTIONS,),
    AttributeType.MULTIPLE_CHOICE: (MAX_OPTIONS,),
    AttributeType.EMAIL: (MIN_LENGTH, MAX_LENGTH, MAX_LOCAL_LENGTH),
    AttributeType.URL: (MAX_URL,),
    AttributeType.PHONE: (phone_numbers.MAX_LENGTH,),
}


def rows(title: str) -> dict[str, list[str]]:
    """Return the rows of a table by the name in their first cell."""
    part = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    cells = [
        [cell.strip() for cell in line.strip("| ").split("|")] for line in part.splitlines() if "|" in line
    ]
    return {first.strip("`"): rest for first, *rest in cells[2:]}


def length(attribute: Attribute) -> str:
    """Return the words for the lengths that an attribute has of its own."""
    if attribute.max_length is None:
        return ""
    return f"{attribute.min_length or 0} to {attribute.max_length}"


def test_every_attribute_has_a_row_with_its_rules():
    expected = {
        attribute.key: [
            attribute.type.value,
            length(attribute),
            "yes" if attribute.required else "",
            attribute.permission.value.replace("_", " "),
        ]
        for attribute in BASE_ATTRIBUTES
    }
    assert rows("Attributes") == expected


def test_every_type_has_a_row_with_its_bounds():
    found = rows("Types")
    assert list(found) == [type.value for type in AttributeType]
    for type, bounds in BOUNDS.items():
        assert set(map(str, bounds)) <= set(re.findall(r"\d+", found[type.value][0].replace(",", ""))), type


def test_bounds_of_definitions_and_passwords_are_those_of_the_code():
    rules = PasswordRules()
    for words in (
        f"{MAX_KEY_LENGTH} characters of a key",
        f"{MAX_PATTERN_LENGTH} of a pattern",
        f"{MAX_FIELDS} fields of a form",
        f"{rules.min_length} to {rules.max_length} characters",
    ):
        assert words in " ".join(PAGE.split())
