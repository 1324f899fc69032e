"""From the one or two colors of a brand to every shade the pages use, each of them readable.

A shade keeps its hue and walks in lightness until its contrast is enough: 4.5 for text, 3 for edges and the
focus ring (WCAG 2.2, success criteria 1.4.3 and 1.4.11). No choice of color can make a page unreadable.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from colorsys import hls_to_rgb, rgb_to_hls
from functools import lru_cache
from typing import Final

DEFAULT_COLOR: Final = "#0b6657"
DEFAULT_ACCENT: Final = "#d98c3f"

TEXT: Final = 4.6
"""A little above the 4.5 asked for: a screen rounds colors once more."""

EDGE: Final = 3.1

_HEX: Final = re.compile(r"#[0-9a-f]{6}")
_STEP: Final = 0.01
# The neutral grounds and inks of ui.css on which the brand's shades are seen.
_WHITE, _BLACK, _GREY = "#ffffff", "#000000", "#747474"
_LIGHT_GROUNDS, _LIGHT_BG, _LIGHT_INK = (_WHITE, "#f5f3ee", "#f3f1eb"), "#f5f3ee", "#515e59"
_DARK_GROUNDS, _DARK_BG, _DARK_INK = ("#141b19", "#0c1110", "#1b2421"), "#0c1110", "#a7b4ae"
_DARK_SURFACE, _ON_BRIGHT = "#141b19", "#0c1110"
# How strong the two glows behind a page are at their centre.
_GLOW: Final = 0.24
# How much black ui.css mixes into the brightest corner of the colored side.
_SIDE_SHADOW: Final = 0.14


def is_color(text: str) -> bool:
    """Whether the text is a color as ``#rrggbb``, in lower case."""
    return _HEX.fullmatch(text) is not None


@lru_cache(maxsize=16)
def stylesheet(color: str, accent: str) -> str:
    """Return the brand's custom properties for both themes, or nothing for the colors of ui.css itself.

    Colors are ``#rrggbb`` in lower case; a text that is none gives no style sheet.
    """
    if (color, accent) == (DEFAULT_COLOR, DEFAULT_ACCENT) or not (is_color(color) and is_color(accent)):
        return ""
    dark = _declarations(dark_theme(color, accent))
    return (
        f":root{{{_declarations(light_theme(color, accent))}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}"
        f":root[data-theme=dark]{{{dark}}}"
    )


def light_theme(color: str, accent: str) -> dict[str, str]:
    """Return the values of the custom properties on light grounds."""
    soft = lighter(mixed(color, _WHITE, 0.88), lambda shade: contrast(_LIGHT_INK, shade) >= TEXT)
    brand = darker(color, readable_on(_LIGHT_GROUNDS, TEXT))
    return {
        "brand": brand,
        "brand-2": mixed(brand, _BLACK, 0.3),
        "on-brand": _WHITE,
        "brand-text": darker(brand, readable_on((*_LIGHT_GROUNDS, soft), TEXT)),
        "brand-soft": soft,
        "brand-a": _side(color),
        "brand-b": lighter(accent, _bears(_LIGHT_INK, _LIGHT_BG)),
        "focus": darker(color, readable_on(_LIGHT_GROUNDS, EDGE)),
    }


def dark_theme(color: str, accent: str) -> dict[str, str]:
    """Return the values of the custom properties on dark grounds."""
    soft = darker(mixed(color, _DARK_SURFACE, 0.78), lambda shade: contrast(_DARK_INK, shade) >= TEXT)
    brand = lighter(color, readable_on((*_DARK_GROUNDS, _ON_BRIGHT), TEXT))
    glows = _bears(_DARK_INK, _DARK_BG)
    return {
        "brand": brand,
        "brand-2": mixed(brand, _WHITE, 0.3),
        "on-brand": _ON_BRIGHT,
        "brand-text": lighter(brand, readable_on((*_DARK_GROUNDS, soft), TEXT)),
        "brand-soft": soft,
        "brand-a": darker(color, lambda shade: bears_white(shade) and glows(shade)),
        "brand-b": darker(accent, _bears(_DARK_INK, _DARK_BG)),
        "focus": lighter(color, readable_on(_DARK_GROUNDS, EDGE)),
    }


def darker(color: str, enough: Callable[[str], bool]) -> str:
    """Return the nearest shade on the way to black that is enough."""
    return _walked(color, -_STEP, enough)


def lighter(color: str, enough: Callable[[str], bool]) -> str:
    """Return the nearest shade on the way to white that is enough."""
    return _walked(color, _STEP, enough)


def readable_on(grounds: Iterable[str], ratio: float) -> Callable[[str], bool]:
    """Return the test whether a shade has the ratio on every ground."""
    return lambda shade: all(contrast(shade, ground) >= ratio for ground in grounds)


def _side(color: str) -> str:
    """Return a shade that carries white words and still lets ink be read where it glows on a light page.

    A pure green or yellow has no such shade: it is greyed as little as it takes.
    """
    glows = _bears(_LIGHT_INK, _LIGHT_BG)
    greyed = (mixed(color, _GREY, share / 10) for share in range(11))
    shades = (lighter(darker(base, bears_white), glows) for base in greyed)
    return next((shade for shade in shades if bears_white(shade)), _GREY)


def bears_white(shade: str) -> bool:
    """Whether white words can be read on the colored side of a sign-up page: the shade, darkened."""
    return contrast(_WHITE, mixed(shade, _BLACK, _SIDE_SHADOW)) >= TEXT


def contrast(color: str, other: str) -> float:
    """Return the contrast ratio of two colors, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted((luminance(color), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    """Return the relative luminance, 0 to 1 (WCAG 2.2, definition of relative luminance)."""
    red, green, blue = (_linear(part) for part in _rgb(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mixed(color: str, other: str, share: float) -> str:
    """Return the color with a share (0 to 1) of another one mixed in."""
    return _hex(a + (b - a) * share for a, b in zip(_rgb(color), _rgb(other), strict=True))


def _bears(ink: str, ground: str) -> Callable[[str], bool]:
    """Whether text can be read where the shade glows strongest on the ground."""
    return lambda shade: contrast(ink, mixed(ground, shade, _GLOW)) >= TEXT


def _walked(color: str, step: float, enough: Callable[[str], bool]) -> str:
    hue, light, saturation = rgb_to_hls(*_rgb(color))
    shade = color
    while not enough(shade) and 0 < light + step < 1:
        light += step
        shade = _hex(hls_to_rgb(hue, light, saturation))
    return shade if enough(shade) else (_BLACK if step < 0 else _WHITE)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _rgb(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(parts: Iterable[float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _declarations(values: Mapping[str, str]) -> str:
    return ";".join(f"--{name}:{value}" for name, value in values.items())
