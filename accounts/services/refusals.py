"""How a write says no to an administrator: nothing was changed, and here is why."""

from collections.abc import Sequence

from accounts.domain.violations import Violation


class Refusal(Exception):
    """The write was refused; the caller's atomic block must roll back."""

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__(", ".join(violation.code for violation in violations))
        self.violations = tuple(violations)


def insist(violations: Sequence[Violation]) -> None:
    """Go on when there is nothing wrong. Raises Refusal."""
    if violations:
        raise Refusal(violations)
