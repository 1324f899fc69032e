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

from accounts import configuration
from accounts.domain.messages import Message
from accounts.domain.violations import Violation
from accounts.services.refusals import ValidationFailed

NOT_FOUND: Final = 3
EXIT_AMBIGUOUS: Final = 4
EXIT_REFUSED: Final = 5
EXIT_CODES: Final = "0 success, 1 or 2 invalid arguments, 3 not found, 4 ambiguous name, 5 refused"
VERSION_TABLE: Final = "accounts_configurationversion"
REHEARSED: Final = "Dry run: nothing was written."

Said = Mapping[str, Any] | Sequence[Mapping[str, Any]]
"""What a deed tells: facts by name, or a list of such."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a deed, as ``argparse`` takes it."""

    name: str
    options: Mapping[str, Any]


def argument(name: str, **options: Any) -> Argument:
    """Return an argument: ``--group`` or ``app``, and what argparse wants to know of it."""
    return Argument(name, options)


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a command does; ``writes`` is false for what only looks."""

    help: str
    run: Callable[[dict[str, Any], datetime], Said]
    arguments: Sequence[Argument] = ()
    writes: bool = True


class DeedCommand(BaseCommand):
    """A command with a word for each deed: ``manage.py groups add Staff ada@example.com``."""

    options_of: ClassVar[Mapping[str, str]] = {}
    """Which option fills a field, where it is not called like the field: refusals name it."""

    @abstractmethod
    def deeds(self) -> Mapping[str, Deed]:
        """Return what the command does, by the words for it."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        return super().create_parser(prog_name, subcommand, epilog=f"Exit codes: {EXIT_CODES}", **kwargs)

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        words = parser.add_subparsers(dest="deed", required=True, metavar="action")
        for word, deed in self.deeds().items():
            one = words.add_parser(word, help=deed.help, description=deed.help)
            add_deed_arguments(one, deed)

    def handle(self, *args: Any, **options: Any) -> None:
        self.do(self.deeds()[options["deed"]], options)

    def do(self, deed: Deed, options: dict[str, Any]) -> None:
        """Run a deed in one piece and write what it tells; a rehearsal is taken back."""
        require_tables()
        rehearsed = deed.writes and options["dry_run"]
        try:
            with transaction.atomic():
                said = deed.run(options, timezone.now())
                transaction.set_rollback(rehearsed)
        except ValidationFailed as failure:
            raise CommandError(self._describe_failure(failure), returncode=EXIT_REFUSED) from failure
        finally:
            # What was read inside a block that was taken back must not be believed afterwards.
            configuration.forget()
        self._tell(said, as_json=options["json"], rehearsed=rehearsed)

    def words(self, said: Said) -> str:
        """Return what a deed tells, for people."""
        return as_text(said)

    def _tell(self, said: Said, *, as_json: bool, rehearsed: bool) -> None:
        if as_json:
            told = {**said, "dry_run": True} if rehearsed and isinstance(said, Mapping) else said
            self.stdout.write(json.dumps(told, indent=2, ensure_ascii=False))
            return
        self.stdout.write(self.words(said))
        if rehearsed:
            self.stdout.write(REHEARSED)

    def _describe_failure(self, failure: ValidationFailed) -> str:
        return " ".join(map(self._sentence, failure.violations))

    def _sentence(self, violation: Violation) -> str:
        said = Message.of(violation).english
        if not violation.field:
            return said
        name = violation.field.replace("_", "-")
        return f"{self.options_of.get(violation.field, f'--{name}')}: {said}"


def add_deed_arguments(parser: argparse.ArgumentParser, deed: Deed) -> None:
    """Add the arguments of a deed, and those that every deed has."""
    for one in deed.arguments:
        parser.add_argument(one.name, **one.options)
    parser.add_argument("--json", action="store_true", help="write JSON")
    if deed.writes:
        parser.add_argument("--dry-run", action="store_true", help="run, show the result and roll back")


def require_tables() -> None:
    """Go on where the server has been started before. Raises CommandError."""
    if VERSION_TABLE not in connection.introspection.table_names():
        raise CommandError("The database is empty. Start the server once, or run manage.py migrate.")


def as_text(said: Said) -> str:
    """Return facts one a line, or a list one line for each."""
    if isinstance(said, Mapping):
        return "\n".join(f"{name}: {_words(value)}" for name, value in said.items())
    return "\n".join("  ".join(filter(None, map(_words, one.values()))) for one in said)


def _words(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            return ", ".join(map(_words, value))
        case _:
            return str(value)


def not_found(key: str, *params: str) -> CommandError:
    """Return the error of something that is named and not there."""
    return CommandError(Message(key, params).english, returncode=NOT_FOUND)
