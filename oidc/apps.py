"""The OpenID provider: the only place where the OAuth library appears."""

from django.apps import AppConfig


class OidcConfig(AppConfig):
    name = "oidc"
    verbose_name = "OpenID Connect"
