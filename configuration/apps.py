"""The configuration of the whole product as one document, and the versions of policies."""

from importlib import import_module

from django.apps import AppConfig


class ConfigurationConfig(AppConfig):
    """Keeps a version of a policy with every change of it."""

    name = "configuration"
    verbose_name = "Configuration"

    def ready(self) -> None:
        import_module("configuration.keeper")
