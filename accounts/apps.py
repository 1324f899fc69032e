"""Users, groups, the profile schema, challenges, sessions, mail, brand and events."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"

    def ready(self) -> None:
        """Load the messages of each app, and what it declares about the end of an account (ADR 0029)."""
        autodiscover_modules("account_data", "messages")
