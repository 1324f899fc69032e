"""A date as three boxes: day, month, year. One reading order in every language, no picker to fight with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from accounts.domain.fields import Field
from flows.hosted.faults import Fault


@dataclass(frozen=True, slots=True)
class PartView:
    """One of the three boxes of a date."""

    id: str
    name: str
    label: str
    value: str
    maxlength: int
    autocomplete: str
    wrong: bool


PARTS = (("day", 2), ("month", 2), ("year", 4))


def parts_of(
    field: Field, posted: Mapping[str, Sequence[str]] | None, html_id: str, fault: Fault | None
) -> tuple[PartView, ...]:
    """The three boxes of a date, with what stands in them and which are wrong."""
    labels = {
        # Translators: date field, first box
        "day": gettext("Day"),
        # Translators: date field, second box
        "month": gettext("Month"),
        # Translators: date field, third box
        "year": gettext("Year"),
    }
    values = preset_parts(field) if posted is None else posted_parts(field.path, posted)
    return tuple(
        PartView(
            id=f"{html_id}_{part}",
            name=f"{field.path}.{part}",
            label=labels[part],
            value=values[part],
            maxlength=length,
            autocomplete=f"bday-{part}" if field.autocomplete == "bday" else "off",
            wrong=fault is not None and fault.part in ("", part),
        )
        for part, length in PARTS
    )


def preset_parts(field: Field) -> dict[str, str]:
    """Day, month and year of the stored ISO 8601 date, as users write them."""
    year, month, day = str(field.value).split("-") if field.value else ("", "", "")
    return {"day": day.lstrip("0"), "month": month.lstrip("0"), "year": year}


def posted_parts(path: str, posted: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Day, month and year as they were typed."""
    return {part: next(iter(posted.get(f"{path}.{part}", ())), "").strip() for part, _ in PARTS}


def joined(parts: Mapping[str, str]) -> str:
    """The three boxes as ISO 8601, empty ones left empty ("1994--27"): the domain says which is missing."""
    if not any(parts.values()):
        return ""
    return "-".join((parts["year"], padded(parts["month"]), padded(parts["day"])))


def padded(digits: str) -> str:
    """Two digits, as ISO 8601 wants them; nothing stays nothing."""
    return digits.zfill(2) if digits else ""
