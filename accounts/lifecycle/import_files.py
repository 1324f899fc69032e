"""The file of an import: stored in encrypted parts, and read line by line from them.

The database is private storage that every process reaches. A part is decrypted when a reader gets to it.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any, Final

from accounts.credentials.crypto import Unreadable, seal, unseal
from accounts.domain.violations import ValidationFailed, Violation
from accounts.models import ImportFilePart, UserImport

PURPOSE: Final = "user imports"
PART_BYTES: Final = 128 * 1024
PARTS_AT_ONCE: Final = 8
MAX_MEGABYTES: Final = 20
MAX_BYTES: Final = MAX_MEGABYTES * 1024 * 1024
MAX_LINES: Final = 100_000
ENCODINGS: Final = ("utf-8-sig", "utf-16", "cp1252")
"""Names of codecs; the first reads UTF-8 with and without a byte order mark."""
MAX_LINE: Final = 256 * 1024
_DELIMITERS: Final = ",;\t|"
_SAMPLE: Final = 16 * 1024


def store_file(job: UserImport, chunks: Iterable[bytes]) -> None:
    """Encrypt and insert the file, a few parts at a time. Raises ValidationFailed for a large one."""
    size, waiting = 0, []
    for number, part in enumerate(_parts(chunks)):
        size += len(part)
        if size > MAX_BYTES:
            raise _refused("ssr.import.size", str(MAX_MEGABYTES))
        sealed = seal(part, purpose=PURPOSE, subject=_subject(job, number))
        waiting.append(ImportFilePart(user_import=job, number=number, sealed=sealed))
        if len(waiting) == PARTS_AT_ONCE:
            ImportFilePart.objects.bulk_create(waiting)
            waiting = []
    if not size:
        raise _refused("ssr.import.empty")
    ImportFilePart.objects.bulk_create(waiting)


def _subject(job: UserImport, number: int) -> str:
    return f"{job.public_id}/{number}"


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes in parts of one size, whatever the size of the chunks."""
    held = bytearray()
    for chunk in chunks:
        held += chunk
        while len(held) >= PART_BYTES:
            yield bytes(held[:PART_BYTES])
            del held[:PART_BYTES]
    if held:
        yield bytes(held)


class _StoredFile(io.RawIOBase):
    """Reads the parts of a file one after the other."""

    def __init__(self, job: UserImport) -> None:
        self._job, self._number, self._held = job, 0, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._held:
            self._held = self._next()
        given = self._held[: len(buffer)]
        buffer[: len(given)] = given
        self._held = self._held[len(given) :]
        return len(given)

    def _next(self) -> bytes:
        row = self._job.parts.filter(number=self._number).first()
        if row is None:
            if self._number == 0:
                raise _refused("ssr.import.gone")
            return b""
        subject = _subject(self._job, self._number)
        self._number += 1
        try:
            return unseal(row.sealed, purpose=PURPOSE, subject=subject)
        except Unreadable as error:
            raise _refused("ssr.import.gone") from error


def _text(job: UserImport) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BufferedReader(_StoredFile(job), PART_BYTES), job.encoding, newline="")


def read_rows(job: UserImport) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with their numbers, as a spreadsheet counts them: the headings are row 1.

    Empty rows are left out. Raises ValidationFailed for a file that is no table in its encoding, or is gone.
    """
    reader = csv.reader(_bounded_lines(_text(job)), delimiter=job.delimiter, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                yield number, cells
    except UnicodeError as error:
        raise _refused("ssr.import.encoding") from error
    except csv.Error as error:
        raise _refused("ssr.import.quotes", str(reader.line_num)) from error


def _bounded_lines(text: io.TextIOWrapper) -> Iterator[str]:
    """Yield the lines; a table has none so long that its cells would fill the memory."""
    number = 0
    while line := text.readline(MAX_LINE):
        number += 1
        if len(line) == MAX_LINE:
            raise _refused("ssr.import.quotes", str(number))
        yield line


def inspect_file(job: UserImport) -> None:
    """Set delimiter, headings and number of lines. Raises ValidationFailed."""
    job.delimiter = _delimiter(job)
    number, headings = 0, list[str]()
    for number, cells in read_rows(job):
        headings = headings or cells
        if number > MAX_LINES + 1:
            raise _refused("ssr.import.lines", f"{MAX_LINES:,}")
    job.headings = [heading.strip().replace("\0", "")[:100] for heading in headings]
    job.lines = max(0, number - 1)
    if not job.lines:
        raise _refused("ssr.import.empty")


def _delimiter(job: UserImport) -> str:
    """Return the delimiter that is most frequent in the first line."""
    try:
        first = _text(job).read(_SAMPLE).partition("\n")[0]
    except UnicodeError as error:
        raise _refused("ssr.import.encoding") from error
    return max(_DELIMITERS, key=first.count)


def _refused(code: str, *params: str) -> ValidationFailed:
    return ValidationFailed([Violation("file", code, params)])
