"""What is wrong with a profile enrollment policy, before it is saved."""

from collections.abc import Iterator, Mapping, Sequence
from re import fullmatch
from typing import Final

from accounts.domain.attributes import AttributeType, Permission
from accounts.domain.field_conditions import Comparison
from accounts.domain.fields import offered_options
from accounts.domain.text import is_safe
from accounts.domain.violations import Violation
from enrollment.domain.form import EMAIL_KEY, MAX_FIELDS, EnrollmentPolicy, FormItem, PasswordPage

RANGES: Final = {"most_questions": (1, 10), "skip_limit": (0, 100), "skip_cool_down_days": (0, 3650)}
"""The least and the most of each number; more than ten questions are a form and no interruption."""


def field_path(key: str, column: str) -> str:
    """Return the path by which violations name a column of the form's field for an attribute."""
    return f"form[{key}].{column}"


def field_at(path: str) -> tuple[str, str] | None:
    """Return the attribute's key and the column of such a path."""
    found = fullmatch(r"form\[([^\]]+)\]\.(\w+)", path)
    return (found[1], found[2]) if found else None


def check_policy(policy: EnrollmentPolicy, *, enumeration_prevention: bool) -> tuple[Violation, ...]:
    """Refuse a policy that could not work or would not be safe, before it is saved."""
    violations = [*_check_items(policy), *_check_numbers(policy)]
    if not policy.verification_required:
        violations += _check_unverified(policy, enumeration_prevention=enumeration_prevention)
    return tuple(violations)


def _check_items(policy: EnrollmentPolicy) -> list[Violation]:
    violations = []
    if len(policy.items) > MAX_FIELDS:
        violations.append(Violation("", "ssr.policy.too_many_fields", (str(MAX_FIELDS),)))
    for item in policy.items:
        if item.key != EMAIL_KEY and item.attribute.permission is not Permission.READ_WRITE:
            violations.append(_wrong(item, "attribute", "ssr.policy.not_read_write"))
        if not (item.at_sign_up or item.at_sign_in):
            violations.append(_wrong(item, "at_sign_up", "ssr.policy.never_asked"))
        violations += _check_options(item)
        violations += _check_condition(item, _above(policy.items, item))
    return violations


def _wrong(item: FormItem, column: str, code: str, *params: str) -> Violation:
    """Return a violation at a column of a field; its first parameter is the field's title."""
    return Violation(field_path(item.key, column), code, (item.title, *params))


def _check_options(item: FormItem) -> Iterator[Violation]:
    """Accept only options of the attribute, each once and with a title."""
    known = {option.value for option in item.attribute.options}
    values = [option.value for option in item.options]
    for value in values:
        if value not in known:
            yield _wrong(item, "options", "ssr.policy.option.unknown", value)
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield _wrong(item, "options", "ssr.policy.option.repeated", value)
    if any(not option.title.strip() for option in item.options):
        yield _wrong(item, "options", "ssr.policy.option.blank")
    if not all(is_safe(option.title) for option in item.options):
        yield _wrong(item, "options", "ssr.text.characters")


def _above(items: Sequence[FormItem], item: FormItem) -> Mapping[str, FormItem]:
    """Return the fields above this one that are on the sign-up form if it is."""
    above = items[: items.index(item)]
    return {
        other.key: other
        for other in above
        if other.key != EMAIL_KEY and (other.at_sign_up or not item.at_sign_up)
    }


def _check_condition(item: FormItem, above: Mapping[str, FormItem]) -> Iterator[Violation]:
    """Refuse a condition that no answer could fulfill. Conditions look upwards, so there are no cycles."""
    condition = item.shown_if
    if condition is None:
        return
    if item.key == EMAIL_KEY:
        yield Violation(field_path(item.key, "shown_if"), "ssr.policy.condition.email")
        return
    parent = above.get(condition.field)
    if parent is None:
        yield _wrong(item, "shown_if", "ssr.policy.condition.above", condition.field)
        return
    match condition.comparison:
        case Comparison.CHECKED if parent.attribute.type is not AttributeType.BOOLEAN:
            yield _wrong(item, "shown_if_comparison", "ssr.policy.condition.box", parent.title)
        case Comparison.ONE_OF:
            yield from _check_values(item, condition.values, parent)


def _check_values(item: FormItem, values: Sequence[str], parent: FormItem) -> Iterator[Violation]:
    offered = {option.value for option in offered_options(parent.offered)}
    if not offered:
        yield _wrong(item, "shown_if_comparison", "ssr.policy.condition.list", parent.title)
    elif not values:
        yield _wrong(item, "shown_if_values", "ssr.policy.condition.values")
    for value in values if offered else ():
        if value not in offered:
            yield _wrong(item, "shown_if_values", "ssr.policy.condition.value", parent.title, value)


def _check_numbers(policy: EnrollmentPolicy) -> Iterator[Violation]:
    numbers = {
        "most_questions": policy.most_questions,
        "skip_limit": policy.skip_limit,
        "skip_cool_down_days": policy.cool_down.days,
    }
    for name, (least, most) in RANGES.items():
        if not least <= numbers[name] <= most:
            yield Violation(name, "ssr.policy.range", (str(least), str(most)))


def _check_unverified(policy: EnrollmentPolicy, *, enumeration_prevention: bool) -> list[Violation]:
    """Without proof of the address there must be a password, no domain rule and nothing to hide."""
    violations = []
    if policy.password_page is PasswordPage.NONE:
        violations.append(Violation("password_page", "ssr.policy.password_or_verification"))
    if policy.allowed_domains:
        violations.append(Violation("email_verification", "ssr.policy.domains_need_verification"))
    if enumeration_prevention and policy.sign_up_allowed:
        violations.append(Violation("email_verification", "ssr.policy.prevention_needs_verification"))
    return violations
