"""``manage.py export_config``: the configuration of the whole product as YAML, or the schema of it."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.management.subcommands import require_tables
from configuration.document import SECTIONS, json_schema, plain_document, read_values
from configuration.yaml_text import dump


class Command(BaseCommand):
    """Write the configuration without secrets, in a stable order."""

    help = "Write the configuration as YAML, for version control or another server."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="output file (default: standard output)")
        names = sorted({section.heading for section in SECTIONS})
        parser.add_argument(
            "--section", action="append", choices=names, help="export this section only; repeat for several"
        )
        parser.add_argument(
            "--schema", action="store_true", help="write the JSON Schema of the document, for editors"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        text = _schema_text() if options["schema"] else _document_text(options["section"])
        if options["output"] is None:
            self.stdout.write(text, ending="")
            return
        try:
            options["output"].write_text(text, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{options['output']}: {error.strerror or error}") from error


def _schema_text() -> str:
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def _document_text(chosen: list[str] | None) -> str:
    require_tables()
    sections = [section for section in SECTIONS if not chosen or section.heading in chosen]
    with transaction.atomic():
        return dump(plain_document(read_values(sections)))
