"""The files that an import offers: the lines with their problems, and a template to fill in."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from accounts.batches import in_batches
from accounts.domain.import_columns import EMAIL, GROUPS, IGNORED, PASSWORD_HASH
from accounts.domain.import_lines import LineOutcome
from accounts.domain.messages import Message
from accounts.domain.profile_cells import csv_lines
from accounts.domain.violations import ValidationFailed
from accounts.lifecycle.import_files import read_rows
from accounts.models import UserImport
from accounts.profile.schema import schema_beside_address

BATCH: Final = 500


def error_file(job: UserImport, text_of: Callable[[Message], str]) -> Iterator[str]:
    """Yield the lines that have problems, each with what they are.

    Hashes are left out, and cells of ignored columns, which may hold passwords.
    """
    shown = [number for number, target in enumerate(job.mapping) if target not in (IGNORED, PASSWORD_HASH)]
    yield "\ufeff" + csv_lines([("line", "problems", *(job.headings[number] for number in shown))])
    cells_of = _CellReader(job)
    failed = job.reported_lines.filter(outcome=LineOutcome.ERROR.value)
    for batch in in_batches(failed, BATCH):
        rows = []
        for line in batch:
            cells = cells_of(line.number)
            kept = (cells[number] if number < len(cells) else "" for number in shown)
            rows.append((str(line.number), _problems(job, line.problems, text_of), *kept))
        yield csv_lines(rows)


def _problems(job: UserImport, problems: list[list[str]], text_of: Callable[[Message], str]) -> str:
    texts = []
    for field, code, *params in problems:
        heading, text = job.heading_of(field), text_of(Message(code, tuple(params)))
        texts.append(f"{heading}: {text}" if heading else text)
    return " ".join(texts)


class _CellReader:
    """Finds the cells of lines, requested in their order. Without the file every line is empty."""

    def __init__(self, job: UserImport) -> None:
        self._rows = read_rows(job)
        self._number, self._cells = 0, list[str]()

    def __call__(self, number: int) -> list[str]:
        try:
            while self._number < number:
                self._number, self._cells = next(self._rows, (2**31, []))
        except ValidationFailed:
            self._number, self._cells = 2**31, []
        return self._cells if self._number == number else []


def template_file() -> Iterator[str]:
    """Yield a file with a heading for everything that an import writes, and one line as an example."""
    keys = [*schema_beside_address()]
    example: dict[str, Any] = {"firstName": "Ada", "lastName": "Lovelace"}
    yield "\ufeff" + csv_lines(
        [(EMAIL, *keys, GROUPS), ("ada@example.com", *(example.get(key, "") for key in keys), "")]
    )
