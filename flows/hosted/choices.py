"""Choices of a field, and which of them are chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.domain.fields import Field
from accounts.domain.reference_data import options_for
from accounts.translations import language, translated_options


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice. Its id is used where the choice is an input of its own (radio, checkbox)."""

    id: str
    value: str
    title: str
    selected: bool


def chosen(field: Field, posted: Mapping[str, Sequence[str]] | None) -> tuple[str, ...]:
    """The values of the field as text: what was posted, else the preset.

    A browser leaves unticked boxes out of a post, so a posted form without the name means "none".
    """
    if posted is not None and field.mutable:
        return tuple(posted.get(field.path, ()))
    match field.value:
        case None | False | "":
            return ()
        case True:
            return ("on",)
        case tuple() as several:
            return several
        case value:
            return (str(value),)


def options_of(field: Field, picked: Sequence[str], html_id: str) -> tuple[OptionView, ...]:
    """The choices of a field in their order, with those that are picked."""
    return tuple(
        OptionView(f"{html_id}_{number}", option.value, option.title, option.value in picked)
        for number, option in enumerate(translated_options(field))
    )


def reference_options(field: Field, picked: Sequence[str]) -> SafeString:
    """Return the HTML of a country, language or time zone's options; nothing for other types."""
    html = _reference_html(field.type, language())
    for value in picked:
        option = format_html('<option value="{}"', value)
        html = html.replace(f"{option}>", f"{option} selected>", 1)
    return mark_safe(html)  # noqa: S308 - every value and title is escaped


# A page with a list of countries took 1.9 ms longer when each option was drawn for each visitor.
@cache
def _reference_html(type: str, language: str) -> str:
    options = ((option.value, option.title) for option in options_for(type, language))
    return format_html_join("", '<option value="{}">{}</option>', options)
