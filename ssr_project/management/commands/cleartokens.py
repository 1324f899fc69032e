"""Delete expired tokens, codes and secrets, as the hourly task does."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from oidc.services.retention import purge


class Command(BaseCommand):
    help = "Delete expired tokens, codes and secrets. The hourly task does the same."

    def handle(self, *args: Any, **options: Any) -> None:
        print(f"{purge(timezone.now())} rows deleted.")
