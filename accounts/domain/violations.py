"""The domain says no by a value, never by an exception: which field, which message."""

from collections.abc import Sequence
from dataclasses import dataclass

WHOLE_FORM = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """One reason why an answer was refused.

    `field` is a dotted path such as ``userProfile.email``, or empty for the whole form; `code` is a key of
    the message catalogue and `params` fill its placeholders.
    """

    field: str
    code: str
    params: tuple[str, ...] = ()


class ValidationFailed(Exception):
    """A write breaks a rule; the caller's atomic block must roll back."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__(", ".join(violation.code for violation in violations))
        self.violations = tuple(violations)


def raise_if(violations: Sequence[Violation]) -> None:
    """Raise ValidationFailed if there are violations."""
    if violations:
        raise ValidationFailed(violations)
