"""``manage.py flow_diagram``: write ``docs/flows.md`` from the code that decides."""

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from flows.domain.diagram import page


class Command(BaseCommand):
    """Write the diagram of the flows, or fail when the written one is out of date."""

    help = "Write docs/flows.md from next_step; with --check, fail when it is out of date."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="compare and write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "flows.md"
        fresh = page()
        if not options["check"]:
            path.write_text(fresh)
            self.stdout.write(f"{path.relative_to(settings.BASE_DIR)} written")
        elif not path.exists() or path.read_text() != fresh:
            raise CommandError("docs/flows.md is out of date. Run manage.py flow_diagram.")
