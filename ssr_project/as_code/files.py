"""Documents as the commands name them: a file, or ``-`` for what comes in."""

import sys
from pathlib import Path
from typing import Final

from django.core.management.base import CommandError

from accounts.domain.violations import ValidationFailed
from ssr_project.as_code.texts import MAX_BYTES, Unreadable, load

STANDARD_INPUT: Final = "-"


def document_in(name: str) -> object:
    """Return what a file holds. Raises ValidationFailed, and CommandError where there is no such file."""
    try:
        return load(_content(name))
    except Unreadable as unreadable:
        raise ValidationFailed([unreadable.violation]) from unreadable


def _content(name: str) -> bytes:
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}") from error
