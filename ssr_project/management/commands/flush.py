"""Refuse Django's ``flush`` on the command line: it empties every table, first rows included."""

import sys
from collections.abc import Sequence

from django.core.management.commands import flush


class Command(flush.Command):
    """Empty all tables for the test runner, which calls this by name; refuse it on the command line."""

    help = "Refused: it would delete every account. Drop the database instead, then: manage.py migrate"

    def run_from_argv(self, argv: Sequence[str]) -> None:
        self.stderr.write(f"{argv[1]}: {self.help}")
        sys.exit(1)
