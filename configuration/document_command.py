"""What the commands that read a document share: their options, and how they report violations."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

from django.core.management.base import BaseCommand, CommandError

from accounts.domain.violations import ValidationFailed
from accounts.management.subcommands import require_tables
from configuration.apply import ApplyRequest
from configuration.report import violation_data, violation_lines
from configuration.yaml_text import MAX_BYTES, Unreadable, line_numbers, load

STANDARD_INPUT: Final = "-"
FAILED: Final = 1
CHANGES: Final = 2


class DocumentCommand(BaseCommand):
    """A command with a document. Exit code 1 is every failure: 2 would read as "there are changes"."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="configuration document; - reads standard input")
        parser.add_argument("--prune", action="store_true", help="remove entries missing in its sections")
        parser.add_argument("--json", action="store_true", help="write JSON")

    def run_from_argv(self, argv: list[str]) -> None:
        """Run; an unknown command line fails with the code of every failure."""
        self.understood = False
        try:
            super().run_from_argv(argv)
        except SystemExit as end:
            if end.code == CHANGES and not self.understood:
                sys.exit(FAILED)
            raise

    def handle(self, *args: Any, **options: Any) -> None:
        self.understood = True
        require_tables()
        content = read_content(options["file"])
        try:
            self.work(options, content)
        except ValidationFailed as failure:
            self._fail(failure, content, as_json=options["json"])
        except Unreadable as unreadable:
            self._fail(ValidationFailed([unreadable.violation]), content, as_json=options["json"])

    def work(self, options: dict[str, Any], content: bytes) -> None:
        """Do what the command is for. Raises ValidationFailed and Unreadable."""
        raise NotImplementedError

    def request(self, options: dict[str, Any], content: bytes, version: str = "") -> ApplyRequest:
        """Return the apply that the command line requests. Raises Unreadable."""
        return ApplyRequest(load(content), options["prune"], version)

    def write_json(self, data: Any) -> None:
        """Write one JSON value."""
        self.stdout.write(json.dumps(data, indent=2, ensure_ascii=False))

    def _fail(self, failure: ValidationFailed, content: bytes, *, as_json: bool) -> NoReturn:
        lines = line_numbers(content)
        if as_json:
            self.write_json({"errors": violation_data(failure.violations, lines)})
        else:
            for line in violation_lines(failure.violations, lines):
                self.stderr.write(line)
        sys.exit(FAILED)


def read_content(name: str) -> bytes:
    """Return what a file holds, or standard input. Raises CommandError where there is no such file."""
    if name == STANDARD_INPUT:
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with Path(name).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror or error}") from error
