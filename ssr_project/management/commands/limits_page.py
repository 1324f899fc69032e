"""``manage.py limits_page``: write ``docs/limits.md`` from the declarations."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ssr_project.documented_limits import page


class Command(BaseCommand):
    """Write the page of lifetimes and limits, or fail when the written one is out of date."""

    help = "Write docs/limits.md from the code; with --check, fail when it is out of date."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "limits.md"
        fresh = page()
        if not options["check"]:
            path.write_text(fresh)
            self.stdout.write(f"{path.relative_to(settings.BASE_DIR)} written")
        elif not path.exists() or path.read_text() != fresh:
            raise CommandError("docs/limits.md is out of date. Run manage.py limits_page.")
