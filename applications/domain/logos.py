"""A logo as it was sent, read by what it is and not by what it is called: cleaned SVG, or a plain PNG."""

import hashlib
from dataclasses import dataclass
from typing import Final

from accounts.domain.svg import clean_svg
from accounts.domain.violations import Violation
from applications.domain.png import SIGNATURE, BrokenPng, clean_png

FIELD: Final = "logo"
SVG: Final = "image/svg+xml"
PNG: Final = "image/png"
MAX_BYTES: Final = 100 * 1024


@dataclass(frozen=True, slots=True)
class Logo:
    """An image that may be served."""

    content: bytes
    type: str

    @property
    def digest(self) -> str:
        """The part of its address that changes with the content."""
        return hashlib.sha256(self.content).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ReadLogo:
    """A logo, or why it is refused."""

    logo: Logo | None
    violations: tuple[Violation, ...] = ()


def read_logo(content: bytes) -> ReadLogo:
    """Return the image that may be served: shapes of an SVG, or a PNG without its notes."""
    if len(content) > MAX_BYTES:
        return _invalid("ssr.app.logo.size", str(MAX_BYTES // 1024))
    if not content.startswith(SIGNATURE):
        return _read_svg(content)
    try:
        return ReadLogo(Logo(clean_png(content), PNG))
    except BrokenPng as broken:
        return _invalid(broken.code, *broken.params)


def _invalid(code: str, *params: str) -> ReadLogo:
    return ReadLogo(None, (Violation(FIELD, code, params),))


def _read_svg(content: bytes) -> ReadLogo:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _invalid("ssr.app.logo.type")
    if "<svg" not in text:
        return _invalid("ssr.app.logo.type")
    cleaned = clean_svg(text)
    if cleaned.violations:
        return ReadLogo(None, cleaned.violations)
    return ReadLogo(Logo(cleaned.text.encode(), SVG))
