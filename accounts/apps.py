"""People, groups, the profile schema, challenges, sessions, mail, brand and events."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People"
