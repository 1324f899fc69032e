"""Which browser asked, in words a user recognises: mails and pages name it."""

from functools import lru_cache
from typing import Final

import ua_parser

UNKNOWN: Final = "an unknown browser"
MAX_LENGTH: Final = 400
# Long enough for any real name, short enough that a forged header cannot write a sentence into a mail.
MAX_NAME: Final = 30


@lru_cache(maxsize=1024)
def _describe(user_agent: str) -> str:
    result = ua_parser.parse(user_agent)
    browser = _plain(result.user_agent.family if result.user_agent else "")
    system = _plain(result.os.family if result.os else "")
    if not browser:
        return UNKNOWN
    return f"{browser} on {system}" if system else browser


def describe_client(user_agent: str) -> str:
    """``Firefox on Linux``; "an unknown browser" when the header says nothing clear."""
    return _describe(user_agent[:MAX_LENGTH])


def _plain(name: str) -> str:
    words = "".join(char for char in name if char.isascii() and (char.isalnum() or char in " .-")).strip()
    return words if words != "Other" and len(words) <= MAX_NAME else ""
