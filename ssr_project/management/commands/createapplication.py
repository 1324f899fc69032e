"""The OAuth library's own command for apps, which knows nothing of ours."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Use create_app."

    def handle(self, *args: Any, **options: Any) -> None:
        raise CommandError("Apps are made by: manage.py create_app")
