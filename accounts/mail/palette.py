"""The brand's colour, moved until it can be read: on a white card, and on a dark one.

Contrast is WCAG 2.2's ratio of relative luminances (1 to 21); text needs 4.5, the edge of a button 3.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

DEFAULT_COLOR: Final = "#0b6657"
CARD: Final = "#ffffff"
DARK_CARD: Final = "#141b19"
INK: Final = "#16201d"
TEXT_CONTRAST: Final = 4.5
EDGE_CONTRAST: Final = 3.0

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}")
_STEPS: Final = 20


@dataclass(frozen=True, slots=True)
class Palette:
    """Hexadecimal colours of what a mail shows in the brand's own."""

    button: str
    on_button: str
    link: str
    dark_button: str
    dark_on_button: str
    dark_link: str


@lru_cache(maxsize=16)
def palette_for(color: str) -> Palette:
    """The colours of a brand; a colour that is none gives those of the default brand."""
    base = color.lower() if _HEX.fullmatch(color) else DEFAULT_COLOR
    button = readable(base, CARD, EDGE_CONTRAST)
    dark_button = readable(base, DARK_CARD, EDGE_CONTRAST)
    return Palette(
        button=button,
        on_button=_ink_on(button),
        link=readable(base, CARD, TEXT_CONTRAST),
        dark_button=dark_button,
        dark_on_button=_ink_on(dark_button),
        dark_link=readable(base, DARK_CARD, TEXT_CONTRAST),
    )


def contrast(one: str, other: str) -> float:
    """The WCAG ratio between two colours, whichever is the lighter."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(color: str, background: str, ratio: float) -> str:
    """The colour itself, or the nearest one on its way to black or white that has the ratio."""
    goal = "#000000" if _luminance(background) > 0.18 else "#ffffff"
    shades = (_mix(color, goal, step / _STEPS) for step in range(_STEPS + 1))
    return next(shade for shade in shades if contrast(shade, background) >= ratio)


def _ink_on(background: str) -> str:
    return max((CARD, INK, "#000000"), key=lambda ink: min(contrast(ink, background), TEXT_CONTRAST))


def _mix(color: str, goal: str, share: float) -> str:
    pairs = zip(_channels(color), _channels(goal), strict=True)
    return "#" + "".join(f"{round(start + (end - start) * share):02x}" for start, end in pairs)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(channel / 255) for channel in _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
