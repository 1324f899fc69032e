"""The brand."""

from typing import Any, Final

from accounts.as_code.columns import Column, checker, columns, fields_of, put, values_of
from accounts.brand import save_brand
from accounts.domain.documents.base import Shape
from accounts.domain.documents.records import Record
from accounts.domain.documents.sections import GeneratedSecret, ItemChange, Section
from accounts.domain.documents.words import Text
from accounts.domain.logos import read_logo_text
from accounts.domain.violations import ValidationFailed, Violation
from accounts.models import Brand

_COLUMNS: Final = columns(Brand, leave=("key",))


def canonical_logo(text: str) -> str:
    """Return the text of an image as it would be kept; what is no image stays as it is, and is refused."""
    try:
        return read_logo_text(text).text if text.strip() else ""
    except ValidationFailed:
        return text


def check_logo(text: str) -> tuple[Violation, ...]:
    """Return what is wrong with the text of an image."""
    try:
        if text:
            read_logo_text(text)
    except ValidationFailed as failure:
        return failure.violations
    return ()


def _shape(column: Column) -> Shape | None:
    if column.name == "logo":
        return Text(canonical_logo, check_logo)
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
