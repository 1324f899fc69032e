"""A logo as it was sent, read by what it is and not by what it is called.

A picture is decoded, scaled and written again as PNG, so that nothing but its pixels is kept. An SVG image is
reduced to shapes.
"""

import hashlib
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from accounts.domain.text import trim
from accounts.domain.violations import ValidationFailed, Violation

FIELD: Final = "logo"
SVG: Final = "image/svg+xml"
PNG: Final = "image/png"
RASTER_TYPES: Final = (PNG, "image/jpeg", "image/webp", "image/gif")
MAX_BYTES: Final = 160 * 1024
MAX_SIDE: Final = 2048
"""Pixels of either side of a picture that is decoded."""
_DATA_URL: Final = re.compile(r"data:image/[a-z+.-]+;base64,")


@dataclass(frozen=True, slots=True)
class Logo:
    """An image that may be served."""

    content: bytes
    type: str

    @property
    def digest(self) -> str:
        """The part of its address that changes with the content."""
        return hashlib.sha256(self.content).hexdigest()[:16]

    @property
    def suffix(self) -> str:
        """The end of its file name."""
        return "svg" if self.type == SVG else "png"

    @property
    def text(self) -> str:
        """The image as text: an SVG as it is, a PNG as a data URL (RFC 2397)."""
        if self.type == SVG:
            return self.content.decode()
        return f"data:{self.type};base64,{b64encode(self.content).decode('ascii')}"


def read_logo(content: bytes) -> Logo:
    """Return the image that may be served. Raises ValidationFailed."""
    if len(content) > MAX_BYTES:
        raise _invalid("ssr.app.logo.size", str(MAX_BYTES // 1024))
    if b"<svg" in content:
        try:
            return _clean_svg(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            pass  # a picture may hold these letters too
    return Logo(_clean_picture(content), PNG)


def read_logo_text(text: str) -> Logo:
    """Return the image of a text: SVG, or a data URL of a picture. Raises ValidationFailed."""
    text = trim(text)
    head = _DATA_URL.match(text)
    if not head:
        return _clean_svg(text)
    try:
        content = b64decode("".join(text[head.end() :].split()), validate=True)
    except ValueError as error:  # of which binascii.Error is one, and another is for letters beyond ASCII
        raise _invalid("ssr.app.logo.type") from error
    return read_logo(content)


def stored_logo(text: str) -> Logo:
    """Return the image of a text that was read before."""
    if _DATA_URL.match(text):
        return Logo(b64decode(text.partition(",")[2]), PNG)
    return Logo(text.encode(), SVG)


# Readers of XML and of pictures take 6 ms and 25 ms to load, for what an administrator does now and then.
def _clean_svg(text: str) -> Logo:
    return Logo(import_module("accounts.domain.svg").clean_svg(text).encode(), SVG)


def _clean_picture(content: bytes) -> bytes:
    library = import_module("accounts.domain.pictures")
    try:
        png: bytes = library.clean_picture(content)
    except library.InvalidPicture as invalid:
        raise _invalid(invalid.code, *invalid.params) from invalid
    return png


def _invalid(code: str, *params: str) -> ValidationFailed:
    return ValidationFailed((Violation(FIELD, code, params),))
