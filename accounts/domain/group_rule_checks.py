"""What is wrong with the conditions of a group rule, before it is saved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from accounts.domain.attributes import Attribute, AttributeType, Permission
from accounts.domain.domain_names import InvalidDomain, ascii_domain
from accounts.domain.group_rules import Condition, Fact, Operator, attributes_of, value_text
from accounts.domain.text import UnsafeText, clean_text
from accounts.domain.values import check_value
from accounts.domain.violations import Violation

MAX_CONDITIONS: Final = 100
MAX_VALUES: Final = 100
MAX_VALUE_LENGTH: Final = 255
ADDRESSES: Final = frozenset({"login", "email"})
"""Attributes that may be unverified addresses: a rule reads the domain of the verified one instead."""
PARTS: Final = frozenset({Operator.STARTS_WITH, Operator.CONTAINS})
TEXTS: Final = frozenset(
    {
        AttributeType.STRING,
        AttributeType.LONG_TEXT,
        AttributeType.EMAIL,
        AttributeType.URL,
        AttributeType.PHONE,
    }
)
_LIMITS: Final[Mapping[str, Any]] = {
    **dict.fromkeys(("min_length", "max_length", "minimum", "maximum", "min_items", "max_items")),
    "earliest": "",
    "latest": "",
    "pattern": "",
}


@dataclass(frozen=True, slots=True)
class CheckedConditions:
    """Conditions with their values in one form, and the violations by ``when[0].values`` and the like."""

    conditions: tuple[Condition, ...]
    violations: tuple[Violation, ...] = ()


def check_conditions(conditions: Sequence[Condition], schema: Mapping[str, Attribute]) -> CheckedConditions:
    """Check conditions by today's schema, and report everything wrong at once."""
    if not conditions:
        return CheckedConditions((), (Violation("when", "ssr.group_rule.empty"),))
    if len(conditions) > MAX_CONDITIONS:
        return CheckedConditions((), (Violation("when", "ssr.group_rule.many", (str(MAX_CONDITIONS),)),))
    # The first one has nothing to be an alternative to.
    listed = (replace(conditions[0], alternative=False), *conditions[1:])
    checked = [_check(condition, schema) for condition in listed]
    violations = tuple(
        replace(violation, field=f"when[{place}].{violation.field}")
        for place, part in enumerate(checked)
        for violation in part.violations
    )
    return CheckedConditions(tuple(found for part in checked for found in part.conditions), violations)


def user_written(conditions: Sequence[Condition], schema: Mapping[str, Attribute]) -> tuple[str, ...]:
    """Return the titles of the attributes that users may write themselves."""
    return tuple(
        schema[key].title
        for key in sorted(attributes_of(conditions))
        if key in schema and schema[key].permission is Permission.READ_WRITE
    )


def _check(condition: Condition, schema: Mapping[str, Attribute]) -> CheckedConditions:
    shape = tuple(_shape_violations(condition))
    if shape:
        return CheckedConditions((condition,), shape)
    if condition.fact is Fact.ATTRIBUTE:
        return _check_attribute(condition, schema)
    if condition.operator is not Operator.IS:
        return CheckedConditions((condition,), (Violation("operator", "ssr.group_rule.operator.fact"),))
    if condition.fact is Fact.EMAIL_DOMAIN:
        return _check_domains(condition)
    return CheckedConditions((condition,))


def _shape_violations(condition: Condition) -> Iterator[Violation]:
    if condition.operator is Operator.HAS_VALUE:
        if condition.values:
            yield Violation("values", "ssr.group_rule.values.unused")
        return
    if not condition.values:
        yield Violation("values", "ssr.group_rule.values.missing")
    if len(condition.values) > MAX_VALUES:
        yield Violation("values", "ssr.group_rule.values.many", (str(MAX_VALUES),))
    if any(len(value) > MAX_VALUE_LENGTH for value in condition.values):
        yield Violation("values", "ssr.group_rule.values.long", (str(MAX_VALUE_LENGTH),))


def _check_domains(condition: Condition) -> CheckedConditions:
    found, violations = list[str](), list[Violation]()
    for value in condition.values:
        try:
            found.append(ascii_domain(value.lower().lstrip("@")))
        except InvalidDomain:
            violations.append(Violation("values", "ssr.group_rule.domain", (value,)))
    return CheckedConditions((replace(condition, values=tuple(found)),), tuple(violations))


def _check_attribute(condition: Condition, schema: Mapping[str, Attribute]) -> CheckedConditions:
    attribute = schema.get(condition.attribute)
    if attribute is None:
        unknown = Violation("attribute", "ssr.group_rule.attribute.unknown", (condition.attribute,))
        return CheckedConditions((condition,), (unknown,))
    if attribute.key in ADDRESSES:
        return CheckedConditions((condition,), (Violation("attribute", "ssr.group_rule.address"),))
    if condition.operator in PARTS and attribute.type not in TEXTS:
        wrong = Violation("operator", "ssr.group_rule.operator.type", (attribute.title,))
        return CheckedConditions((condition,), (wrong,))
    if condition.operator is Operator.IS:
        return _check_values(condition, attribute)
    return _check_parts(condition, attribute)


def _check_values(condition: Condition, attribute: Attribute) -> CheckedConditions:
    """Read each value as the schema reads it. Limits do not count: older profiles may be beyond them."""
    unlimited = replace(attribute, **_LIMITS)
    found, violations = list[str](), list[Violation]()
    for raw in condition.values:
        checked = check_value(unlimited, raw, path="values", label="", required=False)
        value = checked.value[0] if isinstance(checked.value, tuple) else checked.value
        violations += checked.violations
        if value is None and not checked.violations:
            violations.append(Violation("values", "ssr.group_rule.values.missing"))
        found.append(value_text(value))
    return CheckedConditions((replace(condition, values=tuple(found)),), tuple(violations))


def _check_parts(condition: Condition, attribute: Attribute) -> CheckedConditions:
    try:
        values = tuple(map(clean_text, condition.values))
    except UnsafeText:
        unsafe = Violation("values", "ssr.text.characters", (attribute.title,))
        return CheckedConditions((condition,), (unsafe,))
    if not all(values):
        return CheckedConditions((condition,), (Violation("values", "ssr.group_rule.values.missing"),))
    return CheckedConditions((replace(condition, values=values),))
