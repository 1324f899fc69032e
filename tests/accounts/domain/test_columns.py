"""What a dataclass declares, and its way to a row and back."""

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

import pytest

from accounts.domain.choice import Choice
from accounts.domain.columns import (
    column,
    columns_of,
    days,
    minutes,
    read_fields,
    read_value,
    stored_values,
    write_value,
)
from tests.tables import each


class Size(Choice):
    SMALL = "s", "Small"
    LARGE = "l", "Large"


@dataclass(frozen=True, slots=True)
class Inner:
    open: bool = column(True, "open")
    unstored: int = 3


@dataclass(frozen=True, slots=True)
class Outer:
    names: dict = field(default_factory=dict)
    size: Size = column(Size.SMALL, "size")
    inner: Inner = Inner()
    sizes: frozenset[Size] = column(frozenset(), "sizes", of=Size)
    pause: timedelta = days(2, "pause")
    age: timedelta | None = minutes(None, "age", name="age_limit")
    rest: timedelta | None = minutes(None, "rest", zero_is_none=True)


ROW = {
    "size": "l",
    "open": False,
    "sizes": frozenset({"s", "l"}),
    "pause_days": 5,
    "age_limit": 0,
    "rest_minutes": 0,
}
VALUE = Outer(
    size=Size.LARGE,
    inner=Inner(open=False),
    sizes=frozenset(Size),
    pause=timedelta(days=5),
    age=timedelta(),
    rest=None,
)


def test_columns_are_in_the_order_of_the_fields():
    assert [column.name for column in columns_of(Outer)] == list(ROW)


def test_value_is_read_from_a_row_and_written_to_one():
    row = SimpleNamespace()
    write_value(VALUE, row)

    assert vars(row) == ROW
    assert read_value(Outer, SimpleNamespace(**ROW)) == VALUE


def test_fields_without_a_column_are_given_to_the_reader():
    assert read_value(Outer, SimpleNamespace(**ROW), names={1: 2}).names == {1: 2}


@each(
    ("name", "stored", "value"),
    [
        ("age_limit", None, None),
        ("age_limit", 0, timedelta()),
        ("age_limit", 90, timedelta(minutes=90)),
        ("rest_minutes", 0, None),
        ("rest_minutes", 1, timedelta(minutes=1)),
        ("pause_days", 0, timedelta()),
        ("sizes", frozenset(), frozenset()),
    ],
)
def test_none_is_a_zero_only_where_the_column_says_so(name, stored, value):
    found = next(declared for declared in columns_of(Outer) if declared.name == name)
    assert (found.read(stored), found.write(value)) == (value, stored)


def test_choice_has_its_key_as_text_and_a_label():
    size = next(declared for declared, _stored in stored_values(Outer()) if declared.name == "size")
    assert (Size("l"), f"{Size.LARGE}", Size.LARGE.label) == (Size.LARGE, "l", "Large")
    assert size.choices == (("s", "Small"), ("l", "Large"))


def test_key_that_is_no_choice_is_refused():
    with pytest.raises(ValueError, match="'xl' is not a valid Size"):
        read_value(Outer, SimpleNamespace(**{**ROW, "size": "xl"}))


def test_fields_of_the_same_names_are_read_and_others_are_given():
    source = SimpleNamespace(open=False, unstored=9, more=1)

    assert read_fields(Inner, source) == Inner(open=False, unstored=9)
    assert read_fields(Inner, source, unstored=4) == Inner(open=False, unstored=4)
    with pytest.raises(AttributeError, match="unstored"):
        read_fields(Inner, SimpleNamespace(open=False))


def test_default_without_a_kind_is_refused():
    with pytest.raises(KeyError):
        column(None, "no kind")
