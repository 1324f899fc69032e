"""Enums with labels, as in Django's ``TextChoices``, for code without Django."""

from enum import StrEnum
from typing import Any, Self


class Choice(StrEnum):
    """A stored value with the words that people choose or read it by, as a message id."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member


def choices_of(enum: type[Any]) -> tuple[tuple[str, str], ...]:
    """Return the values and labels of an enum."""
    return tuple((member.value, member.label) for member in enum)
