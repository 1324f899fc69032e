"""Choices of a field, and which of them are chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

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
    offered = {option.value for option in options_for(field.type)} if picked else ()
    return _reference_html(field.type, language(), next((value for value in picked if value in offered), ""))


# A page with a list of countries took 1.9 ms longer when each option was drawn for each visitor.
@lru_cache(maxsize=32)
def _reference_html(type: str, language: str, selected: str) -> SafeString:
    options = options_for(type, language)
    parts = (
        (option.value, " selected" if option.value == selected else "", option.title) for option in options
    )
    return format_html_join("", '<option value="{}"{}>{}</option>', parts)
