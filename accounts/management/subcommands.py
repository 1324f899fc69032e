"""Commands that do one of several things: each with its arguments, as JSON or words, and as a rehearsal."""

import argparse
import json
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from accounts import configuration_cache
from accounts.domain.messages import Message
from accounts.domain.violations import ValidationFailed, Violation

EXIT_NOT_FOUND: Final = 3
EXIT_AMBIGUOUS: Final = 4
EXIT_REFUSED: Final = 5
EXIT_CODES: Final = "0 success, 1 or 2 invalid arguments, 3 not found, 4 ambiguous name, 5 refused"
VERSION_TABLE: Final = "accounts_configurationversion"
DRY_RUN_NOTE: Final = "Dry run: nothing was written."

Result = Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""The result of a subcommand: facts by name, or a list of such."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a subcommand, as ``argparse`` takes it."""

    name: str
    options: Mapping[str, Any]


def argument(name: str, **options: Any) -> Argument:
    """Return an argument: ``--group`` or ``app``, and what argparse wants to know of it."""
    return Argument(name, options)


@dataclass(frozen=True, slots=True)
class Subcommand:
    """One thing that a command does; ``writes`` is false for what only looks.

    ``is_atomic`` is false for one that opens its own atomic blocks. It may write its own output and return
    ``None``.
    """

    help: str
    run: Callable[[dict[str, Any], datetime], Result | None]
    arguments: Sequence[Argument] = ()
    writes: bool = True
    is_atomic: bool = True


class SubcommandsCommand(BaseCommand):
    """A command with subcommands: ``manage.py groups add Staff ada@example.com``."""

    options_of: ClassVar[Mapping[str, str]] = {}
    """Which option fills a field, where it is not called like the field: refusals name it."""

    @abstractmethod
    def subcommands(self) -> Mapping[str, Subcommand]:
        """Return what the command does, by the words for it."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=f"Exit codes: {EXIT_CODES}", **kwargs)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        words = parser.add_subparsers(dest="subcommand", required=True, metavar="action")
        for word, subcommand in self.subcommands().items():
            subparser = words.add_parser(word, help=subcommand.help, description=subcommand.help)
            add_subcommand_arguments(subparser, subcommand)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run a subcommand and write its result."""
        subcommand = self.subcommands()[options["subcommand"]]
        require_tables()
        dry_run = subcommand.writes and options["dry_run"]
        try:
            if subcommand.is_atomic:
                result = _run_in_block(subcommand, options, dry_run=dry_run)
            else:
                result = subcommand.run(options, timezone.now())
        except ValidationFailed as failure:
            raise CommandError(self._describe_failure(failure), returncode=EXIT_REFUSED) from failure
        if result is not None:
            self.write_result(result, as_json=options["json"], dry_run=dry_run)

    def result_text(self, result: Result) -> str:
        """Return the result as text."""
        return as_text(result)

    def write_result(self, result: Result, *, as_json: bool, dry_run: bool) -> None:
        """Write a result as JSON or as text."""
        if as_json:
            output = {**result, "dry_run": True} if dry_run and isinstance(result, Mapping) else result
            self.stdout.write(json.dumps(output, indent=2, ensure_ascii=False))
            return
        self.stdout.write(self.result_text(result))
        if dry_run:
            self.stdout.write(DRY_RUN_NOTE)

    def _describe_failure(self, failure: ValidationFailed) -> str:
        return " ".join(map(self._sentence, failure.violations))

    def _sentence(self, violation: Violation) -> str:
        result = Message.of(violation).english
        if not violation.field or "[" in violation.field:
            # No option holds a part of a list; its sentence names it.
            return result
        name = violation.field.replace("_", "-")
        return f"{self.options_of.get(violation.field, f'--{name}')}: {result}"


def _run_in_block(subcommand: Subcommand, options: dict[str, Any], *, dry_run: bool) -> Result | None:
    """Run a subcommand in one atomic block; a dry run is rolled back."""
    try:
        with transaction.atomic():
            result = subcommand.run(options, timezone.now())
            transaction.set_rollback(dry_run)
            return result
    finally:
        # What was read inside a block that was taken back must not be believed afterwards.
        configuration_cache.forget()


def add_subcommand_arguments(parser: argparse.ArgumentParser, subcommand: Subcommand) -> None:
    """Add the arguments of a subcommand, and those that all have."""
    for argument_spec in subcommand.arguments:
        parser.add_argument(argument_spec.name, **argument_spec.options)
    parser.add_argument("--json", action="store_true", help="write JSON")
    if subcommand.writes:
        parser.add_argument("--dry-run", action="store_true", help="run, show the result and roll back")


def require_tables() -> None:
    """Go on where the server has been started before. Raises CommandError."""
    if VERSION_TABLE not in connection.introspection.table_names():
        raise CommandError("The database is empty. Start the server once, or run manage.py migrate.")


def as_text(result: Result) -> str:
    """Return facts one a line, or a list one line for each."""
    if isinstance(result, Mapping):
        return "\n".join(f"{name}: {_value_text(value)}" for name, value in result.items())
    return "\n".join("  ".join(filter(None, map(_value_text, facts.values()))) for facts in result)


def _value_text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case [{}, *_]:
            rows = ("  " + " · ".join(str(part) for part in row.values() if part) for row in value)
            return "\n".join([str(len(value)), *rows])
        case list() | tuple():
            return ", ".join(map(_value_text, value))
        case _:
            return str(value)


def not_found(key: str, *params: str) -> CommandError:
    """Return the error of something that is named and not there."""
    return CommandError(Message(key, params).english, returncode=EXIT_NOT_FOUND)
