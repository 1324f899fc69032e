"""Clients are shown with their apps. What the library registers would show tokens and let them be edited."""

from django.contrib import admin

from oidc.admin import apps
from oidc.models import AccessToken, Client, Grant, IDToken, RefreshToken

__all__ = ["apps"]

for _table in (AccessToken, Client, Grant, IDToken, RefreshToken):
    if admin.site.is_registered(_table):
        admin.site.unregister(_table)
