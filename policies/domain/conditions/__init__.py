"""Conditions of rules. Each module of this package declares one and is found by its place."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Final

from accounts.domain.columns import Column
from accounts.domain.violations import Violation
from policies.domain.declaration import Declaration, Values
from policies.domain.rules import Condition, Kind


def _declarations() -> Iterator[Declaration]:
    for module in iter_modules(__path__):
        declaration: Declaration = import_module(f"{__name__}.{module.name}").DECLARATION
        yield declaration


DECLARATIONS: Final = tuple(sorted(_declarations(), key=lambda declaration: declaration.order))
COLUMNS: Final[tuple[Column, ...]] = tuple(
    column for declaration in DECLARATIONS for column in declaration.columns
)


def read_conditions(values: Values) -> tuple[Condition, ...]:
    """Return the conditions of a rule; empty columns make none."""
    return tuple(found for declaration in DECLARATIONS if (found := declaration.read(values)) is not None)


def check_conditions(values: Values, kind: Kind) -> tuple[Violation, ...]:
    """Yield violations of columns, and of conditions that this kind of policy doesn't have."""
    violations: list[Violation] = []
    for declaration in DECLARATIONS:
        wrong = declaration.check(values)
        if not wrong and kind not in declaration.kinds and declaration.read(values) is not None:
            wrong = (Violation(declaration.columns[0].name, "ssr.policy.condition_of_other_kind"),)
        violations += wrong
    return tuple(violations)
