"""Ways an account ends, and what can happen to its rows then."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class AccountEnd(StrEnum):
    """An event after which nothing from before may open the account.

    ``RESET`` is the first proof of an unverified address: the account goes on without its earlier
    credentials. ``TAKEOVER_UNDO`` ends sessions; the undo itself decides about the authenticators (ADR
    0030).
    """

    DEACTIVATION = "deactivation"
    CLOSING = "closing"
    RESET = "reset"
    PENDING_DELETION = "pending deletion"
    TAKEOVER_UNDO = "takeover undo"
    DELETION = "deletion"


class Disposition(StrEnum):
    """What happens to a row. ``CLOSE`` leaves a row that opens nothing; it is kept to recognise a replay."""

    REMOVE = "remove"
    CLOSE = "close"
    ANONYMISE = "anonymise"
    KEEP = "keep"


Dispositions = Mapping[AccountEnd, Disposition]


def at_every_end(
    disposition: Disposition, exceptions: Mapping[AccountEnd, Disposition] | None = None
) -> Dispositions:
    """Return one disposition for all ends, with exceptions."""
    return MappingProxyType(dict.fromkeys(AccountEnd, disposition) | dict(exceptions or {}))
