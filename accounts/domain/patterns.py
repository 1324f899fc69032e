"""An administrator's pattern runs on RE2: linear in time, whatever the pattern and the value are."""

from functools import lru_cache
from typing import Any, Final

import re2

MAX_PATTERN_LENGTH: Final = 500
_MAX_MEMORY_BYTES: Final = 1 << 20


class BadPattern(ValueError):
    """RE2 cannot compile the pattern; the text is its own explanation."""


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = _MAX_MEMORY_BYTES
    try:
        return re2.compile(pattern, options)
    except (re2.error, UnicodeError) as error:
        raise BadPattern(_explanation(error)) from error


def check_pattern(pattern: str) -> None:
    """Raises BadPattern."""
    if len(pattern) > MAX_PATTERN_LENGTH:
        raise BadPattern(f"longer than {MAX_PATTERN_LENGTH} characters")
    _compiled(pattern)


def matches(pattern: str, value: str) -> bool:
    """Whether the whole value matches. Raises BadPattern, which check_pattern keeps out of definitions."""
    return _compiled(pattern).fullmatch(value) is not None


def _explanation(error: Exception) -> str:
    reason = error.args[0] if error.args else ""
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)
