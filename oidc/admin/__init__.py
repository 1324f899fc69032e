"""Clients are shown with their apps. What the library registers would show tokens and let them be edited."""

from django.contrib import admin

from oidc.models import AccessToken, Client, Grant, IDToken, RefreshToken

for _table in (AccessToken, Client, Grant, IDToken, RefreshToken):
    if admin.site.is_registered(_table):
        admin.site.unregister(_table)
