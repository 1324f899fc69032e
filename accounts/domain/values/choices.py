"""Readers for lists and for yes or no."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.attributes import Attribute
from accounts.domain.reference_data import find_value
from accounts.domain.values.asked import Problem, ReadContext

MAX_OPTIONS: Final = 500
MAX_LENGTH: Final = 255

_YES_OR_NO: Final[Mapping[str, bool]] = {"true": True, "on": True, "1": True, "false": False, "0": False}


def read_boolean(_attribute: Attribute, raw: object, context: ReadContext) -> bool | Problem:
    """A JSON boolean, or what a checkbox posts."""
    if isinstance(raw, bool):
        return raw
    word = raw.strip().lower() if isinstance(raw, str) and len(raw) <= MAX_LENGTH else ""
    return _YES_OR_NO[word] if word in _YES_OR_NO else context.wrong_type()


def read_choice(attribute: Attribute, raw: object, context: ReadContext) -> str | Problem:
    """The value of one of the attribute's own options, exactly as it is defined."""
    if not isinstance(raw, str):
        return context.wrong_type()
    offered = {option.value for option in attribute.options}
    return raw if raw in offered else _not_offered(context)


def read_choices(attribute: Attribute, raw: object, context: ReadContext) -> tuple[str, ...] | Problem:
    """In the order of the options, each once; a single text is a list of one."""
    values = (raw,) if isinstance(raw, str) else raw
    if not isinstance(values, list | tuple) or not all(isinstance(item, str) for item in values):
        return context.wrong_type()
    distinct = set(values)
    chosen = tuple(option.value for option in attribute.options if option.value in distinct)
    if len(chosen) < len(distinct):
        return _not_offered(context)
    return _wrong_count(attribute, len(chosen), context) or chosen


def read_reference(attribute: Attribute, raw: object, context: ReadContext) -> str | Problem:
    """A country, language or time zone, in any case and by any alias."""
    if not isinstance(raw, str):
        return context.wrong_type()
    return find_value(attribute.type, raw[:MAX_LENGTH]) or _not_offered(context)


def _not_offered(context: ReadContext) -> Problem:
    return context.problem("model.validation.field.value.not.allowed")


def _wrong_count(attribute: Attribute, count: int, context: ReadContext) -> Problem | None:
    # The numbers come first here: existing clients fill {0} of their own texts with them.
    if attribute.min_items is not None and count < attribute.min_items:
        return Problem("model.validation.field.array.minItems", (str(attribute.min_items), context.label))
    if attribute.max_items is not None and count > attribute.max_items:
        return Problem("model.validation.field.array.maxItems", (str(attribute.max_items), context.label))
    return None
