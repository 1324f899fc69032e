"""Writing rows that others may edit at the same time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import transaction

from accounts.domain.violations import ValidationFailed, Violation
from accounts.models.versions import VersionedModel

CHANGED_MEANWHILE: Final = "ssr.changed_meanwhile"


def save_version(
    row: VersionedModel, *, only: Iterable[str] | None = None, without: Iterable[str] = ()
) -> None:
    """Insert the row, or write the next version of the one that was read.

    ``only`` names columns to write, ``without`` columns that another operation writes. Raises
    ValidationFailed when a
    newer version was saved since the row was read; the row then keeps the version that it had.
    """
    if row.pk is None:
        row.save()
        return
    seen, left_out = row.version, frozenset(without)
    columns = only if only is not None else _columns(row) if left_out else None
    try:
        with transaction.atomic():
            take_version(row)
            row.save(update_fields=None if columns is None else set(columns) - left_out)
    except Exception:
        row.version = seen
        raise


def _columns(row: VersionedModel) -> set[str]:
    return {column.name for column in row._meta.concrete_fields if not column.primary_key}  # noqa: SLF001


def take_version(row: VersionedModel) -> None:
    """Make the next version this row's; the caller writes the columns in the same atomic block.

    Raises ValidationFailed when there is a newer version. The update locks the row until the block ends.
    """
    seen = row.version
    same = type(row)._base_manager.filter(pk=row.pk, version=seen)  # noqa: SLF001 - Django's own name for it
    if not same.update(version=seen + 1):
        raise ValidationFailed([Violation("", CHANGED_MEANWHILE)])
    row.version = seen + 1
    if (taken := _taken.get()) is not None:
        taken.append((row, seen))


_taken: ContextVar[list[tuple[VersionedModel, int]] | None] = ContextVar("taken", default=None)


@contextmanager
def restoring_versions() -> Iterator[None]:
    """Give rows the versions back that they had before this block, whose writes are rolled back."""
    taken: list[tuple[VersionedModel, int]] = []
    token = _taken.set(taken)
    try:
        yield
    finally:
        _taken.reset(token)
        for row, seen in reversed(taken):
            row.version = seen
