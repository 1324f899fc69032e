"""One test for a whole table: every row is tried, and each that fails is named.

`each` is written like `pytest.mark.parametrize`. It is for rows that leave nothing behind, where a test a row
would cost more than what it tests; a row that needs a fresh database or server is a test of its own.
"""

import functools
import inspect
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest

_Test = Callable[..., None]


def each(
    names: str | Sequence[str], rows: Iterable[Any], ids: Callable[[Any], Any] | Iterable[str] | None = None
) -> Callable[[_Test], _Test]:
    """Return a decorator that calls a test for every row and fails with the names of all that failed."""
    split = [name.strip() for name in names.split(",")] if isinstance(names, str) else list(names)
    table = [tuple(row) if len(split) > 1 else (row,) for row in rows]
    called = _names(table, ids)
    assert table, "a table without rows tests nothing"

    def decorate(test: _Test) -> _Test:
        @functools.wraps(test)
        def tried(**fixtures: Any) -> None:
            failures = []
            for name, row in zip(called, table, strict=True):
                try:
                    test(**fixtures, **dict(zip(split, row, strict=True)))
                except (Exception, pytest.fail.Exception) as failure:  # noqa: BLE001 - the other rows are tried too
                    failure.add_note(f"in the row {name}")
                    failures.append((name, failure))
            if failures:
                wrong = ", ".join(name for name, _failure in failures)
                raise BaseExceptionGroup(
                    f"{len(failures)} of {len(table)} rows failed: {wrong}",
                    [failure for _name, failure in failures],
                )

        signature = inspect.signature(test)
        left = [one for one in signature.parameters.values() if one.name not in split]
        tried.__signature__ = signature.replace(parameters=left)
        return tried

    return decorate


def _names(table: list[tuple[Any, ...]], ids: Callable[[Any], Any] | Iterable[str] | None) -> list[str]:
    if ids is None:
        return [", ".join(one if isinstance(one, str) else repr(one) for one in row) for row in table]
    if callable(ids):
        return ["-".join(str(ids(value)) for value in row) for row in table]
    return list(ids)
