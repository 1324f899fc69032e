"""Commands of Django and of libraries that would go around this server's own services."""

import sys
from collections.abc import Sequence
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError


class DisabledCommand(BaseCommand):
    """Refuse an inherited command, whatever its arguments, and name the one to use instead."""

    reason: ClassVar[str]
    """Why it is refused and what to use, in one or two sentences."""

    def run_from_argv(self, argv: Sequence[str]) -> None:
        self.stderr.write(f"{argv[1]}: {self.reason}")
        sys.exit(1)

    def execute(self, *args: Any, **options: Any) -> str | None:
        raise CommandError(self.reason)
