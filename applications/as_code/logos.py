"""The logo of an app as text: an SVG as it is, a PNG as a data URL (RFC 2397)."""

import binascii
from base64 import b64decode, b64encode
from typing import Final

from accounts.domain.violations import Violation
from applications.domain.logos import FIELD, PNG, Logo, read_logo
from applications.models import Application

_DATA_URL: Final = f"data:{PNG};base64,"


def content_of(text: str) -> bytes:
    """Return the content of the image file. Raises ValueError."""
    if not text.startswith(_DATA_URL):
        return text.encode()
    try:
        return b64decode("".join(text.removeprefix(_DATA_URL).split()), validate=True)
    except binascii.Error as error:
        raise ValueError from error


def text_of(row: Application) -> str:
    """Return the logo of an app, or nothing."""
    return _written(Logo(bytes(row.logo), row.logo_type)) if row.logo else ""


def _written(logo: Logo) -> str:
    if logo.type == PNG:
        return _DATA_URL + b64encode(logo.content).decode("ascii")
    return logo.content.decode()


def canonical(text: str) -> str:
    """Return the text of the image as it would be kept; what is no image stays as it is, and is refused."""
    if not text.strip():
        return ""
    try:
        read = read_logo(content_of(text)).logo
    except ValueError:
        return text
    return _written(read) if read else text


def check(text: str) -> tuple[Violation, ...]:
    """Return what is wrong with an image."""
    if not text:
        return ()
    try:
        return read_logo(content_of(text)).violations
    except ValueError:
        return (Violation(FIELD, "ssr.app.logo.type"),)
