"""Colours of a brand: from one or two that an administrator chose, all that the pages need, readable.

A shade is walked towards black or white until its contrast is enough (WCAG 2.2, success criteria 1.4.3 and
1.4.11), so no choice of colour can make a button or a link unreadable.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

Rgb = tuple[float, float, float]

_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
WHITE, BLACK, DARK_INK = "#ffffff", "#000000", "#0c1110"
# The grounds of ui.css on which the brand's colours are seen.
LIGHT_GROUNDS, DARK_SURFACE = (WHITE, "#f5f3ee"), "#141b19"
TEXT = 4.6
"""Contrast of text, a little above the 4.5 asked for: a screen rounds colours once more."""

STEP = 0.04


@dataclass(frozen=True, slots=True)
class Palette:
    """Values of the custom properties in the light and in the dark theme."""

    light: Mapping[str, str]
    dark: Mapping[str, str]


@lru_cache(maxsize=32)
def palette(color: str, accent: str) -> Palette | None:
    """Derive all shades; None when a colour is not written as ``#rrggbb``."""
    if not (_HEX.fullmatch(color) and _HEX.fullmatch(accent)):
        return None
    return Palette(light_theme(color, accent), dark_theme(color, accent))


def light_theme(color: str, accent: str) -> dict[str, str]:
    soft = mixed(color, WHITE, 0.88)
    brand = readable(color, (*LIGHT_GROUNDS, soft), towards=BLACK)
    return {
        "brand": brand,
        "brand-2": mixed(brand, BLACK, 0.3),
        "brand-text": brand,
        "brand-soft": soft,
        "brand-a": brand,
        "brand-b": accent,
        "focus": brand,
    }


def dark_theme(color: str, accent: str) -> dict[str, str]:
    soft = mixed(color, DARK_SURFACE, 0.78)
    brand = readable(color, (DARK_INK, DARK_SURFACE, soft), towards=WHITE)
    return {
        "brand": brand,
        "brand-2": mixed(brand, WHITE, 0.3),
        "on-brand": DARK_INK,
        "brand-text": brand,
        "brand-soft": soft,
        "brand-a": readable(color, (WHITE,), towards=BLACK),
        "brand-b": mixed(accent, BLACK, 0.4),
        "focus": mixed(brand, WHITE, 0.2),
    }


def readable(color: str, grounds: tuple[str, ...], *, towards: str) -> str:
    """The nearest shade of the colour that can be read on every ground."""
    share, shade = 0.0, color
    while share < 1 and min(contrast(shade, ground) for ground in grounds) < TEXT:
        share += STEP
        shade = mixed(color, towards, min(share, 1))
    return shade


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (linear(part) for part in rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def mixed(color: str, other: str, share: float) -> str:
    """The colour with a share (0 to 1) of another one mixed in."""
    parts = (a + (b - a) * share for a, b in zip(rgb(color), rgb(other), strict=True))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def rgb(color: str) -> Rgb:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
