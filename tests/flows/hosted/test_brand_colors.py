from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from flows.hosted.brand_colors import DARK_SURFACE, WHITE, contrast, palette
from flows.templatetags.hosted import brand_css
from tests.flows.hosted.examples import BRAND

colors = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(colors, colors)
def test_no_choice_of_colour_makes_a_button_or_a_link_unreadable(color: str, accent: str):
    chosen = palette(color, accent)
    assert chosen is not None
    light, dark = chosen.light, chosen.dark
    assert contrast(light["brand"], WHITE) >= 4.5
    assert contrast(light["brand-2"], WHITE) >= 4.5
    assert contrast(light["brand-text"], light["brand-soft"]) >= 4.5
    assert contrast(dark["on-brand"], dark["brand"]) >= 4.5
    assert contrast(dark["on-brand"], dark["brand-2"]) >= 4.5
    assert contrast(dark["brand-text"], dark["brand-soft"]) >= 4.5
    assert contrast(dark["focus"], DARK_SURFACE) >= 3
    assert contrast(dark["brand-a"], WHITE) >= 4.5


def test_a_colour_that_reads_well_is_left_as_it_is():
    chosen = palette("#2347d6", "#e0559a")
    assert chosen is not None
    assert chosen.light["brand"] == "#2347d6"


def test_our_own_colours_need_no_style_of_their_own():
    assert brand_css(BRAND) == ""


def test_a_brand_is_a_style_for_light_for_dark_and_for_whoever_asks_for_dark():
    css = brand_css(replace(BRAND, color="#2347d6"))
    assert css.count("--brand:") == 3


def test_what_is_no_colour_never_reaches_the_page():
    assert brand_css(replace(BRAND, color="red;}body{display:none")) == ""
    assert brand_css("") == ""
