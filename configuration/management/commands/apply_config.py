"""``manage.py apply_config FILE``: apply a configuration document."""

import argparse
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from configuration.apply import apply_document
from configuration.document_command import DocumentCommand
from configuration.report import plan_data, plan_lines


class Command(DocumentCommand):
    """Write everything in one atomic block, with the events, or change nothing."""

    help = "Apply a configuration document completely, or change nothing."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="apply the document and roll back")
        parser.add_argument(
            "--if-version",
            default="",
            metavar="VERSION",
            help="apply only to the version that plan_config printed",
        )

    def work(self, options: dict[str, Any], content: bytes) -> None:
        request = self.request(options, content, options["if_version"])
        done = apply_document(request, now=timezone.now(), dry_run=options["dry_run"])
        if options["json"]:
            data = plan_data(done.plan, done.version)
            self.write_json(
                {
                    **data,
                    "applied": not options["dry_run"],
                    "told": [asdict(secret) for secret in done.secrets],
                }
            )
            return
        self.stdout.write("\n".join(plan_lines(done.plan)))
        self.stdout.write("Dry run: nothing was written." if options["dry_run"] else "Applied.")
        for secret in done.secrets:
            self.stdout.write(f"{secret.what} of {secret.name}, shown only once: {secret.value}")
