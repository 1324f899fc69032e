"""What a policy may look at when it decides."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address

from accounts.domain.authenticators import Authenticator


class Occasion(StrEnum):
    """What the user is doing."""

    SIGN_IN = "sign_in"
    SIGN_UP = "sign_up"
    RECOVERY = "recovery"
    SETTINGS = "settings"


class Operation(StrEnum):
    """What an account management policy decides about."""

    ENROLL = "enroll"
    REMOVE = "remove"
    RECOVER = "recover"
    UNLOCK = "unlock"
    CHANGE_EMAIL = "change_email"
    CHANGE_PASSWORD = "change_password"
    DELETE_ACCOUNT = "delete_account"
    EXPORT_DATA = "export_data"


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts that conditions read: user, origin, operation and time.

    ``user_id`` is None for a user who does not exist yet; ``group_ids`` are then the groups that a sign-
    up will join. ``at`` has a time zone. ``operation`` and ``authenticator`` belong to account management.
    ``identity_providers`` are the public ids of those that the user has signed in with.
    """

    at: datetime
    occasion: Occasion = Occasion.SIGN_IN
    user_id: int | None = None
    group_ids: frozenset[int] = frozenset()
    ip_address: IPv4Address | IPv6Address | None = None
    new_device: bool = True
    operation: Operation | None = None
    authenticator: Authenticator | None = None
    identity_providers: frozenset[str] = frozenset()
