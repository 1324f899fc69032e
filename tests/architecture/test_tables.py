import inspect

import pytest

from tests.tables import each


def test_each_names_every_row_that_fails():
    @each("number", [1, 2, 3])
    def is_two(number: int) -> None:
        assert number == 2

    with pytest.raises(ExceptionGroup, match="2 of 3 rows failed: 1, 3") as failed:
        is_two()
    assert [note for error in failed.value.exceptions for note in error.__notes__] == [
        "in the row 1",
        "in the row 3",
    ]


def test_each_leaves_fixtures_to_pytest_and_crosses_two_tables():
    seen = []

    @each("left", "ab")
    @each("right", [1, 2])
    def note(fixture: str, left: str, right: int) -> None:
        seen.append((fixture, left, right))

    assert list(inspect.signature(note).parameters) == ["fixture"]
    note(fixture="x")
    assert seen == [("x", "a", 1), ("x", "a", 2), ("x", "b", 1), ("x", "b", 2)]


def test_each_refuses_a_table_without_rows():
    with pytest.raises(AssertionError, match="without rows"):
        each("row", [])
