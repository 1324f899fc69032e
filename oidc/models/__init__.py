"""Clients, what was granted to them, and the keys that tokens are signed with.

All six models of the OAuth library are ours from the first migration: swapping one later would mean moving
its rows. Columns of theirs that could hold a secret in clear, or that nothing here reads, are left out.
"""

from oidc.models.clients import Client, ClientSecret, ClientSession
from oidc.models.grants import AccessToken, DeviceGrant, Grant, IDToken, RefreshToken
from oidc.models.keys import SigningKey

__all__ = [
    "AccessToken",
    "Client",
    "ClientSecret",
    "ClientSession",
    "DeviceGrant",
    "Grant",
    "IDToken",
    "RefreshToken",
    "SigningKey",
]
