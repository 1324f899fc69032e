"""The name that a user gives to one of several passkeys."""

from typing import Final

from accounts.domain.messages import Message
from accounts.domain.text import UnsafeText, clean_text, is_blank

MAX_LENGTH: Final = 100


def read_name(raw: str) -> str | Message:
    """Return the name, tidied, or what is wrong with it."""
    try:
        name = clean_text(raw)
    except UnsafeText:
        return Message("ssr.account.name_characters")
    if is_blank(name) or len(name) > MAX_LENGTH:
        return Message("ssr.account.name_length", (str(MAX_LENGTH),))
    return name
