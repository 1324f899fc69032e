"""Lists that the world agrees on: countries, languages, time zones."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from accounts.domain.attributes import AttributeType, Option
from accounts.domain.reference.countries import COUNTRIES
from accounts.domain.reference.languages import LANGUAGES
from accounts.domain.reference.time_zones import TIME_ZONES

_OPTIONS: Final[Mapping[AttributeType, tuple[Option, ...]]] = MappingProxyType(
    {
        AttributeType.COUNTRY: tuple(Option(code, name) for code, name in COUNTRIES),
        AttributeType.LANGUAGE: tuple(Option(code, name) for code, name in LANGUAGES),
        AttributeType.TIME_ZONE: tuple(Option(name, name.replace("_", " ")) for name in TIME_ZONES),
    }
)


def options_for(kind: AttributeType) -> tuple[Option, ...]:
    """The whole list behind a country, language or time zone; empty for other types."""
    return _OPTIONS.get(kind, ())
