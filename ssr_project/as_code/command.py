"""What the commands that read a document have in common: their options, and how they say no."""

import argparse
import json
import sys
from typing import Any, Final, NoReturn

from django.core.management.base import BaseCommand

from accounts.domain.violations import ValidationFailed
from accounts.management.subcommands import require_tables
from ssr_project.as_code.apply import ApplyRequest
from ssr_project.as_code.files import document_in
from ssr_project.as_code.words import violation_data, violation_lines

FAILED: Final = 1
CHANGES: Final = 2


class DocumentCommand(BaseCommand):
    """A command with a document. Exit code 1 is every failure: 2 would read as "there are changes"."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", help="configuration document; - reads standard input")
        parser.add_argument("--prune", action="store_true", help="remove entries missing in its sections")
        parser.add_argument("--json", action="store_true", help="write JSON")

    def run_from_argv(self, argv: list[str]) -> None:
        """Run; a command line that is not understood fails like everything else."""
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
        try:
            self.work(options)
        except ValidationFailed as failure:
            self._fail(failure, as_json=options["json"])

    def work(self, options: dict[str, Any]) -> None:
        """Do what the command is for. Raises ValidationFailed."""
        raise NotImplementedError

    def wish(self, options: dict[str, Any], version: str = "") -> ApplyRequest:
        """Return what the command line asks for. Raises ValidationFailed."""
        return ApplyRequest(document_in(options["file"]), options["prune"], version)

    def write_json(self, data: Any) -> None:
        """Write one JSON value."""
        self.stdout.write(json.dumps(data, indent=2, ensure_ascii=False))

    def _fail(self, failure: ValidationFailed, *, as_json: bool) -> NoReturn:
        if as_json:
            self.write_json({"errors": violation_data(failure.violations)})
        else:
            for line in violation_lines(failure.violations):
                self.stderr.write(line)
        sys.exit(FAILED)
