"""Strict reading of JSON that a provider sends: a value of another type counts as none.

No text has control characters or halves of surrogate pairs, which databases refuse.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

MAX_TEXT: Final = 1000
MAX_LIST: Final = 100
MAX_TIMESTAMP: Final = 100_000_000_000
_UNSAFE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")

Document = Mapping[str, Any]
EMPTY: Final[Document] = MappingProxyType({})


def as_document(value: Any) -> Document | None:
    """Return the value if it is a JSON object."""
    return value if isinstance(value, dict) else None


def as_text(value: Any, max_length: int = MAX_TEXT) -> str:
    """Return the value if it is a text of one line and not too long, else an empty one."""
    if not isinstance(value, str) or len(value) > max_length or _UNSAFE.search(value):
        return ""
    return value


def as_texts(value: Any, max_length: int = MAX_TEXT) -> tuple[str, ...]:
    """Return the texts of a list."""
    if not isinstance(value, list):
        return ()
    texts = (as_text(item, max_length) for item in value[:MAX_LIST])
    return tuple(text for text in texts if text)


def as_time(value: Any) -> datetime | None:
    """Return a NumericDate (RFC 7519 §2) as a time."""
    # A comparison with NaN is false.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MAX_TIMESTAMP:
        return None
    return datetime.fromtimestamp(value, UTC)
