"""``manage.py apply_config FILE``: apply a configuration document."""

import argparse
from dataclasses import asdict
from typing import Any

from django.utils import timezone

from ssr_project.as_code.apply import apply_document
from ssr_project.as_code.command import DocumentCommand
from ssr_project.as_code.words import plan_data, plan_lines


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

    def work(self, options: dict[str, Any]) -> None:
        wish = self.wish(options, options["if_version"])
        done = apply_document(wish, now=timezone.now(), dry_run=options["dry_run"])
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
        for one in done.secrets:
            self.stdout.write(f"{one.what} of {one.name}, shown only once: {one.value}")
