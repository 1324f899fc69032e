"""What is wrong with a profile enrollment policy, before it is saved."""

from collections.abc import Iterator
from typing import Final

from accounts.domain.attributes import Permission
from accounts.domain.violations import Violation
from enrollment.domain.form import EMAIL_KEY, MAX_FIELDS, EnrollmentPolicy, PasswordPage

RANGES: Final = {"most_questions": (1, 10), "skip_limit": (0, 100), "skip_cool_down_days": (0, 3650)}
"""The least and the most of each number; more than ten questions are a form and no interruption."""


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
            violations.append(Violation("", "ssr.policy.not_read_write", (item.attribute.title,)))
        if not (item.at_sign_up or item.at_sign_in):
            violations.append(Violation("", "ssr.policy.never_asked", (item.attribute.title,)))
    return violations


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
