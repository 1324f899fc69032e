"""``manage.py export_config``: the configuration of the whole product as YAML."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.domain.documents.sections import Section, document, read_values
from accounts.management.subcommands import require_tables
from ssr_project.as_code.registry import SECTIONS
from ssr_project.as_code.texts import dump


class Command(BaseCommand):
    """Write the configuration without secrets, in a stable order."""

    help = "Write the configuration as YAML, for version control or another server."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="output file (default: standard output)")
        names = sorted({_first(section) for section in SECTIONS})
        parser.add_argument(
            "--section", action="append", choices=names, help="export this section only; repeat for several"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        require_tables()
        chosen = options["section"] or [_first(section) for section in SECTIONS]
        sections = [section for section in SECTIONS if _first(section) in chosen]
        with transaction.atomic():
            text = dump(document(sections, read_values(sections)))
        if options["output"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            options["output"].write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror or error}") from error


def _first(section: Section) -> str:
    return section.name.partition(".")[0]
