"""Apps with their clients, in the administration. Tokens and grants are not shown."""

from oidc.admin import apps

__all__ = ["apps"]
