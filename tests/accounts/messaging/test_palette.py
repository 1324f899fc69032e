import pytest

from accounts.domain.colors import DEFAULT_COLOR, contrast
from accounts.messaging.rendered_email import palette_for
from tests.tables import each

CARD, DARK_CARD = "#ffffff", "#141b19"

BRANDS = [
    DEFAULT_COLOR,
    "#000000",
    "#ffffff",
    "#ffe14d",
    "#ff0000",
    "#0000ff",
    "#777777",
    "#d98c3f",
    "#808000",
]


@each("color", BRANDS)
def test_whatever_the_brand_chose_can_be_read_in_both_schemes(color: str):
    palette = palette_for(color)
    assert contrast(palette.link, CARD) >= 4.5
    assert contrast(palette.dark_link, DARK_CARD) >= 4.5
    assert contrast(palette.on_button, palette.button) >= 4.5
    assert contrast(palette.dark_on_button, palette.dark_button) >= 4.5
    assert contrast(palette.button, CARD) >= 3
    assert contrast(palette.dark_button, DARK_CARD) >= 3


def test_a_colour_that_can_be_read_is_left_as_it_is():
    assert palette_for("#0B6657").button == palette_for("#0B6657").link == "#0b6657"


@pytest.mark.parametrize("text", ["", "red", "#12345", "#0b6657;background:url(https://example.com)"])
def test_invalid_colour_never_reaches_a_style(text: str):
    assert palette_for(text) == palette_for(DEFAULT_COLOR)
