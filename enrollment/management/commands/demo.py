"""``manage.py demo``: rows to try the product with."""

from typing import Any

from django.core.management.base import BaseCommand

from enrollment.demo import load


class Command(BaseCommand):
    """Load the demo's brand, group, attribute and enrollment policy."""

    help = "Load demo rows: a policy that allows sign-up, a group, a custom attribute, a brand."

    def handle(self, *args: Any, **options: Any) -> None:
        load()
        self.stdout.write("Loaded the demo rows. Open /signup to try them.")
