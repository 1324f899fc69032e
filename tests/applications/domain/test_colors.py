from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from accounts.domain.colors import TEXT, contrast, is_color
from applications.domain.colors import BLACK, WHITE, color_of, ink_on, letter_of
from tests.tables import each

COLORS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


@given(st.text())
def test_every_name_has_a_colour_that_bears_white_words(name):
    color = color_of(name)

    assert is_color(color)
    assert contrast(WHITE, color) >= TEXT
    assert ink_on(color) == WHITE


@given(COLORS)
def test_on_any_colour_the_letter_can_be_read(color):
    assert contrast(ink_on(color), color) >= 4.5


def test_letter_can_be_read_on_every_color_of_a_grid():
    for red, green, blue in product(range(0, 256, 17), repeat=3):
        color = f"#{red:02x}{green:02x}{blue:02x}"
        assert contrast(ink_on(color), color) >= 4.5


def test_a_name_keeps_its_colour():
    assert color_of("Payroll") == color_of(" payroll ") != color_of("Rota")


@each(("color", "ink"), [("#ffff00", BLACK), ("#0b6657", WHITE), ("#ffffff", BLACK)])
def test_white_or_black_stands_on_it(color, ink):
    assert ink_on(color) == ink


@each(
    ("label", "letter"),
    [
        ("payroll", "P"),
        ("  7 Days", "7"),
        ("“Rota”", "R"),
        ("ßtraße", "S"),
        ("日程", "日"),
        ("…", "…"),
        ("", ""),
    ],
)
def test_the_first_letter_stands_for_an_app(label, letter):
    assert letter_of(label) == letter
