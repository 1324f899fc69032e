import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.colors import (
    DEFAULT_ACCENT,
    DEFAULT_COLOR,
    bears_white,
    contrast,
    dark_theme,
    light_theme,
    stylesheet,
)

colors = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colors, colors)
def test_no_choice_of_colour_makes_words_unreadable(color: str, accent: str):
    for theme, surface in ((light_theme(color, accent), "#ffffff"), (dark_theme(color, accent), "#141b19")):
        assert contrast(theme["on-brand"], theme["brand"]) >= 4.5
        assert contrast(theme["on-brand"], theme["brand-2"]) >= 4.5
        assert contrast(theme["brand-text"], theme["brand-soft"]) >= 4.5
        assert contrast(theme["brand-text"], surface) >= 4.5
        assert contrast(theme["focus"], surface) >= 3
        assert bears_white(theme["brand-a"])


def test_a_colour_that_reads_well_is_left_as_it_is():
    assert light_theme("#2347d6", "#e0559a")["brand"] == "#2347d6"


def test_our_own_colours_need_no_style_of_their_own():
    assert stylesheet(DEFAULT_COLOR, DEFAULT_ACCENT) == ""


def test_a_brand_is_a_style_for_light_for_dark_and_for_whoever_asks_for_dark():
    assert stylesheet("#2347d6", DEFAULT_ACCENT).count("--brand:") == 3


@pytest.mark.parametrize("text", ["red", "#12345", "red;}body{display:none", ""])
def test_what_is_no_colour_gives_no_style(text: str):
    assert stylesheet(text, DEFAULT_ACCENT) == ""


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21), ("#777777", "#777777", 1)])
def test_contrast_is_the_ratio_that_wcag_defines(one: str, other: str, ratio: float):
    assert contrast(one, other) == pytest.approx(ratio)
