"""Values from outside, made fit to stand in a mail: one line, no tricks, times with their zone."""

import unicodedata
from datetime import datetime
from typing import Final

from django.utils.translation import gettext

from accounts import local_time
from accounts.domain.text import JOINERS, one_line

MAX_SUBJECT: Final = 128
MAX_NAME: Final = 40
MAX_NAME_WORDS: Final = 4

_BETWEEN_NAMES: Final = " '’-" + JOINERS


def greeting(name: str) -> str:
    """Return a salutation by name, or a neutral one for text that does not look like a name.

    A stranger may enter a victim's address and, as a name, an advertisement or a web address.
    """
    line = one_line(name)
    if not _looks_like_name(line):
        # Translators: emails, greeting without a name
        return gettext("Hello.")
    # Translators: emails, greeting
    return gettext("Hello %(name)s.") % {"name": line}


def grouped(code: str) -> str:
    """A code as it is read aloud: ``482 913``."""
    half = len(code) // 2
    return f"{code[:half]} {code[half:]}"


def day_and_time(moment: datetime) -> str:
    """Write a moment with its zone: ``22 November 2026 at 14:51 UTC``."""
    # Translators: a date and a time, for example “22 November 2026 at 14:51 UTC”
    return gettext("%(day)s at %(time)s") % {
        "day": local_time.day(moment),
        "time": local_time.time_of_day(moment),
    }


def _looks_like_name(line: str) -> bool:
    fits = 0 < len(line) <= MAX_NAME and len(line.split()) <= MAX_NAME_WORDS
    # A dot ends an initial; between letters it would make an address that mail programs turn into a link.
    plain = line.replace(". ", " ").removesuffix(".")
    return fits and all(char in _BETWEEN_NAMES or unicodedata.category(char)[0] in "LM" for char in plain)
