"""Permissions by role. This backend authenticates no one."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User


class RoleBackend(ModelBackend):
    """Answers permission questions from a user's roles. Passwords are checked by the flow alone."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        """Refuse: a form that checks a password beside the engine must not work."""
        return None
