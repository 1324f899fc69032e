"""Addresses of a user's own pages as plain text, for redirects; a test holds them to the routes."""

from typing import Final

from flows.addresses import HOME

SECURITY: Final = f"{HOME}security"
SESSIONS: Final = f"{HOME}sessions"
PROFILE: Final = f"{HOME}profile"
PREFERENCES: Final = f"{HOME}preferences"
DATA: Final = f"{HOME}data"

PROVED: Final = "proved"
EXPORT_READY: Final = f"{DATA}?{PROVED}"
"""Where the proof for a download ends: the button is pressed once more."""

DONE: Final = "done"
AFTERWARDS: Final = f"{SECURITY}?{DONE}"
"""Where a change ends: the page looks up what was done, so that no address can make it say anything else."""
