"""The brand."""

from typing import Any, Final

from accounts.as_code.columns import Column, checker, columns, fields_of, put, values_of
from accounts.brand import save_brand
from accounts.domain.documents.base import Shape
from accounts.domain.documents.records import Record
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Section
from accounts.domain.documents.words import Text
from accounts.domain.svg import clean_svg
from accounts.domain.violations import Violation
from accounts.models import Brand

_COLUMNS: Final = columns(Brand, leave=("key",))


def _kept_svg(text: str) -> str:
    """What is no image stays as it is, and is refused."""
    return (clean_svg(text).text or text) if text.strip() else ""


def _wrong_svg(text: str) -> tuple[Violation, ...]:
    return tuple(clean_svg(text).violations) if text else ()


def _shape(column: Column) -> Shape | None:
    if column.name == "logo":
        return Text(_kept_svg, _wrong_svg)
    return color_shape(column) if column.name in ("color", "accent") else None


def color_shape(column: Column) -> Shape:
    """Return the shape of a colour, which is kept in small letters."""
    return Text(str.lower, checker(column))


def _read() -> dict[str, Any]:
    return values_of(Brand.objects.first() or Brand(), _COLUMNS)


def _save(change: ItemChange) -> tuple[GeneratedSecret, ...]:
    row = Brand.objects.first() or Brand()
    put(row, _COLUMNS, change.value)
    save_brand(row, actor=None, now=change.now)
    return ()


BRAND: Final = Section(
    "brand", Record(tuple(fields_of(_COLUMNS, always_written=True, other=_shape))), _read, _save
)
