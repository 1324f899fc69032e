"""One line of an imported table: the user to create or update, or the violations of its cells."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from accounts.domain.attributes import Attribute, Value
from accounts.domain.foreign_hashes import ForeignHash, InvalidForeignHash, parse_foreign_hash
from accounts.domain.identifiers import EmailAddress, InvalidEmail, parse_email
from accounts.domain.import_columns import EMAIL, GROUPS, IGNORED, PASSWORD_HASH, VERIFIED
from accounts.domain.profile_cells import plain_cell, read_flag, read_values, split_list
from accounts.domain.violations import Violation

MAX_GROUPS: Final = 50


class LineOutcome(StrEnum):
    """What a line does, or has done."""

    CREATE = "create"
    UPDATE = "update"
    SKIP = "skip"
    ERROR = "error"
    REMOVED = "removed"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class RawLine:
    """The cells of a line, by what their columns are for."""

    number: int
    cells: Mapping[str, str]
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedUser:
    """What a valid line says about a user."""

    number: int
    address: EmailAddress
    values: Mapping[str, Value]
    groups: tuple[str, ...]
    is_verified: bool
    password_hash: ForeignHash | None = None


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with its user, or with what is wrong with it; violations name the target of their column."""

    number: int
    user: ImportedUser | None
    violations: tuple[Violation, ...] = ()


def raw_line(number: int, cells: Sequence[str], mapping: Sequence[str]) -> RawLine:
    """Return the cells that are not ignored. Missing cells at the end of a line are empty."""
    if len(cells) > len(mapping):
        params = (str(len(cells)), str(len(mapping)))
        return RawLine(number, {}, (Violation("", "ssr.import.columns", params),))
    named = {
        target: plain_cell(cell.strip())
        for target, cell in zip(mapping, cells, strict=False)
        if target != IGNORED
    }
    unreadable = [target for target, cell in named.items() if "\0" in cell]
    return RawLine(number, named, tuple(Violation(target, "ssr.import.characters") for target in unreadable))


def address_of(raw: RawLine) -> EmailAddress | None:
    """Return the address of a line, if it has a valid one."""
    try:
        return parse_email(raw.cells.get(EMAIL, ""))
    except InvalidEmail:
        return None


def read_line(
    raw: RawLine,
    schema: Mapping[str, Attribute],
    group_names: Collection[str],
    *,
    is_new: bool,
    trusts_verified: bool,
) -> ReadLine:
    """Check a line. ``is_new``: the address is free, so required attributes need a value."""
    if raw.violations:
        return ReadLine(raw.number, None, raw.violations)
    violations: list[Violation] = []
    address = None
    try:
        address = parse_email(raw.cells.get(EMAIL, ""))
    except InvalidEmail as invalid:
        violations.append(Violation(EMAIL, invalid.code, invalid.params))
    cells = {key: cell for key, cell in raw.cells.items() if key in schema}
    values = read_values(schema, cells, required=is_new)
    groups, unknown = _groups(raw.cells.get(GROUPS, ""), group_names)
    verified, wrong = _verified(raw.cells.get(VERIFIED, ""), trusts_verified=trusts_verified)
    hashed, refused = _password_hash(raw.cells.get(PASSWORD_HASH, "") if is_new else "")
    violations += [*values.violations, *unknown, *wrong, *refused]
    if address is None or violations:
        return ReadLine(raw.number, None, tuple(violations))
    user = ImportedUser(raw.number, address, values.values, groups, verified, hashed)
    return ReadLine(raw.number, user)


def _password_hash(text: str) -> tuple[ForeignHash | None, list[Violation]]:
    """Read a hash for a new user. A violation has no part of it."""
    if not text:
        return None, []
    try:
        return parse_foreign_hash(text), []
    except InvalidForeignHash as invalid:
        return None, [Violation(PASSWORD_HASH, invalid.code)]


def _groups(text: str, known: Collection[str]) -> tuple[tuple[str, ...], list[Violation]]:
    names = tuple(dict.fromkeys(split_list(text)))
    if len(names) > MAX_GROUPS:
        return (), [Violation(GROUPS, "ssr.import.groups", (str(MAX_GROUPS),))]
    return names, [Violation(GROUPS, "ssr.group.unknown", (name,)) for name in names if name not in known]


def _verified(text: str, *, trusts_verified: bool) -> tuple[bool, list[Violation]]:
    if not text or not trusts_verified:
        return False, []
    flag = read_flag(text)
    return bool(flag), [Violation(VERIFIED, "ssr.import.flag")] if flag is None else []
