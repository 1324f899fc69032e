"""Paths of the pages as text, for mails, steps and redirects, which have no request.

``flows.hosted.urls`` routes the same paths, and a test holds the two together.
"""

from typing import Final

SIGN_IN: Final = "/signin"
SIGN_UP: Final = "/signup"
RECOVER: Final = "/recover"
UNLOCK: Final = "/unlock"
SIGN_OUT: Final = "/signout"
LINK_PREFIX: Final = "/flow/link/"

HOME: Final = "/me/"
"""Where a person lands who came for nothing else; the app above this one draws it."""

SECURITY: Final = "/me/security"
"""Where changes to one's own account begin; that app draws it too."""

ADMINISTRATION: Final = "/admin/"


RESUME_PREFIX: Final = "/oauth2/resume/"
"""Where a browser gets the answer to an app's request; the app above this one gives it."""


def resume_of(transaction_id: str) -> str:
    """Return the address where the request that a transaction was begun for is answered."""
    return f"{RESUME_PREFIX}{transaction_id}"


def page_of(transaction_id: str) -> str:
    """Return the address of a transaction's page."""
    return f"/flow/{transaction_id}"


def state_of(transaction_id: str, version: int) -> str:
    """Return what a waiting page asks: has anything changed since this version?"""
    return f"{page_of(transaction_id)}/state?v={version}"
