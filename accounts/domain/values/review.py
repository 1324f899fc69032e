"""Submitted values against the schema of the moment when they are written (it may have changed)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.domain.attributes import Attribute, Permission, Value
from accounts.domain.values.check import check_value
from accounts.domain.violations import Violation


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
