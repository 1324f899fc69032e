"""Choices of a field, and which of them are chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.domain.fields import Field
from accounts.translations import translated


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
        OptionView(f"{html_id}_{number}", option.value, translated(option.title), option.value in picked)
        for number, option in enumerate(field.options)
    )
