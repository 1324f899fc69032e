"""The exception by which a service reports that a write breaks a rule."""

from collections.abc import Sequence

from accounts.domain.violations import Violation


class ValidationFailed(Exception):
    """A write breaks a rule; the caller's atomic block must roll back."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__(", ".join(violation.code for violation in violations))
        self.violations = tuple(violations)


def raise_if(violations: Sequence[Violation]) -> None:
    """Raise ValidationFailed if there are violations."""
    if violations:
        raise ValidationFailed(violations)
