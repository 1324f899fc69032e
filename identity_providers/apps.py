"""Identity providers: other servers whose accounts users can sign in with."""

from django.apps import AppConfig


class IdentityProvidersConfig(AppConfig):
    name = "identity_providers"
    verbose_name = "Identity providers"
