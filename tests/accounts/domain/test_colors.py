import re
from itertools import product

from accounts.domain.colors import contrast, dark_theme, light_theme, mixed, stylesheet

LIGHT = ("#ffffff", "#f5f3ee", "#f3f1eb")
DARK = ("#141b19", "#0c1110", "#1b2421")
READABLE = 4.5
SEEN = 3
VALUE = re.compile(r"--[a-z0-9-]+:([^;}]+)")


def assert_readable(theme: dict[str, str], grounds: tuple[str, ...], bg: str, ink: str) -> None:
    for ground in (*grounds, theme["brand-soft"]):
        assert contrast(theme["brand-text"], ground) >= READABLE
    for button in (theme["brand"], theme["brand-2"]):
        assert contrast(theme["on-brand"], button) >= READABLE
    for ground in grounds:
        assert contrast(theme["focus"], ground) >= SEEN
        assert contrast(theme["brand"], ground) >= SEEN
    for ground in (theme["brand-soft"], *(mixed(bg, theme[glow], 0.24) for glow in ("brand-a", "brand-b"))):
        assert contrast(ink, ground) >= READABLE


def test_ink_can_be_read_on_every_color_of_a_grid():
    parts = ("00", "33", "66", "99", "cc", "ff")
    for color in map("#{}{}{}".format, *zip(*product(parts, repeat=3), strict=True)):
        assert_readable(light_theme(color, color), LIGHT, "#f5f3ee", "#515e59")
        assert_readable(dark_theme(color, color), DARK, "#0c1110", "#a7b4ae")


def test_a_colour_that_is_readable_already_is_kept():
    assert light_theme("#2347d6", "#e0559a")["brand"] == "#2347d6"


def test_the_colours_of_the_pages_own_style_sheet_need_none():
    assert stylesheet("#0b6657", "#d98c3f") == ""


def test_invalid_colour_gives_no_style_sheet():
    assert stylesheet("red;}body{display:none", "#d98c3f") == ""
