"""``manage.py plan_config FILE``: what applying a document would change."""

import sys
from typing import Any

from configuration.apply import plan_document
from configuration.document_command import CHANGES, DocumentCommand
from configuration.report import plan_data, plan_lines


class Command(DocumentCommand):
    """Compare a document with the configuration and write nothing."""

    help = "Show what apply_config would change. Exit codes: 0 no changes, 2 changes, 1 invalid document."

    def work(self, options: dict[str, Any], content: bytes) -> None:
        planned = plan_document(self.request(options, content))
        if options["json"]:
            self.write_json(plan_data(planned.plan, planned.version))
        else:
            self.stdout.write("\n".join(plan_lines(planned.plan)))
            if not planned.plan.is_empty:
                self.stdout.write(f"To apply exactly this plan: apply_config --if-version {planned.version}")
        if not planned.plan.is_empty:
            sys.exit(CHANGES)
