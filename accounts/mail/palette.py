"""The brand's colours in a mail: on a white card, and on a dark one."""

from dataclasses import dataclass
from functools import lru_cache

from accounts.domain.colors import DEFAULT_ACCENT, DEFAULT_COLOR, dark_theme, is_color, light_theme


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
    """Return the colours of a brand; a colour that is none gives those of the default brand."""
    chosen = color.lower() if is_color(color.lower()) else DEFAULT_COLOR
    light, dark = light_theme(chosen, DEFAULT_ACCENT), dark_theme(chosen, DEFAULT_ACCENT)
    return Palette(
        button=light["brand"],
        on_button=light["on-brand"],
        link=light["brand-text"],
        dark_button=dark["brand"],
        dark_on_button=dark["on-brand"],
        dark_link=dark["brand-text"],
    )
