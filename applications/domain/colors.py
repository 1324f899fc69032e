"""The color an app without one of its own has, and a letter on it that can be read."""

import hashlib
from colorsys import hls_to_rgb
from typing import Final

from accounts.domain.colors import TEXT, contrast, darker, readable_on

WHITE: Final = "#ffffff"
BLACK: Final = "#000000"

_LIGHTNESS, _SATURATION = 0.42, 0.5
_HUES: Final = 360


def color_of(label: str) -> str:
    """Return ``#rrggbb`` made from a name: always the same, and dark enough for white words."""
    digest = hashlib.sha256(label.strip().casefold().encode()).digest()
    hue = int.from_bytes(digest[:4]) % _HUES / _HUES
    red, green, blue = hls_to_rgb(hue, _LIGHTNESS, _SATURATION)
    shade = f"#{round(red * 255):02x}{round(green * 255):02x}{round(blue * 255):02x}"
    return darker(shade, readable_on((WHITE,), TEXT))


def ink_on(color: str) -> str:
    """Return white or black, whichever is read better: on any color that is 4.58 to 1 or more."""
    return max(WHITE, BLACK, key=lambda ink: contrast(ink, color))


def letter_of(label: str) -> str:
    """Return the first letter or digit of a name as a capital; a name of signs alone gives its first sign."""
    name = label.strip()
    first = next((sign for sign in name if sign.isalnum()), name[:1])
    return first.upper()[:1]
