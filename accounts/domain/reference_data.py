"""Countries, languages and time zones: stored values, and their names in each language.

tools/generate_names.py writes the files from CLDR, so that no process loads Babel.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from accounts.domain.attributes import AttributeType, Option

DEFAULT_LANGUAGE: Final = "en"

_FOLDER: Final = Path(__file__).with_name("data") / "names"
_TYPES: Final = frozenset({AttributeType.COUNTRY, AttributeType.LANGUAGE, AttributeType.TIME_ZONE})


def is_reference(type: str) -> bool:
    """Return whether the values of a type are a list of this module."""
    return type in _TYPES


def options_for(type: str, language: str = DEFAULT_LANGUAGE) -> tuple[Option, ...]:
    """Return the list behind a country, language or time zone, sorted by name; empty for other types.

    ``language`` is Django's code. A language without names uses those of its main language, or English.
    """
    return _lists(language)[type] if is_reference(type) else ()


def find_value(type: AttributeType, text: str) -> str | None:
    """Return the stored value that a text means, in any case and by any alias."""
    return _by_folded_value(type).get(text.strip().casefold().replace(" ", "_"))


@cache
def _lists(language: str) -> Mapping[str, tuple[Option, ...]]:
    codes = (language, language.partition("-")[0], DEFAULT_LANGUAGE)
    code = next(code for code in codes if (_FOLDER / f"{code}.json").exists())
    return {
        type: tuple(Option(value, name) for value, name in names.items())
        for type, names in _read(code).items()
    }


@cache
def _by_folded_value(type: AttributeType) -> Mapping[str, str]:
    aliases = _read("zone_aliases") if type is AttributeType.TIME_ZONE else {}
    values = {option.value: option.value for option in options_for(type)}
    return {known.casefold(): value for known, value in (aliases | values).items()}


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return content
