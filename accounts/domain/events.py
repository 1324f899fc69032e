"""The parts of an event: actor, targets and uuid."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

SCHEMA_VERSION: Final = 1
"""Version of the members of a stored event (``docs/log.md``)."""


class ActorType(StrEnum):
    """The kinds of actors."""

    USER = "user"
    CLIENT = "client"
    API_TOKEN = "api_token"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """The actor of an event: a user by public id, a client by ``client_id``.

    The id is empty for the system, and for a user or client who hasn't proved who they are.
    """

    type: ActorType
    id: str = ""


SYSTEM: Final = Actor(ActorType.SYSTEM)
"""A task, or a command on the server."""


class TargetType(StrEnum):
    """What an event can be about, beside its user."""

    ACCOUNT_PROTECTION = "account_protection"
    APPLICATION = "application"
    AUTHENTICATOR_ENROLLMENT = "authenticator_enrollment"
    BRAND = "brand"
    EVENT = "event"
    FORM = "form"
    GROUP = "group"
    GROUP_RULE = "group_rule"
    IDENTITY_PROVIDER = "identity_provider"
    MESSAGE = "message"
    PAGE = "page"
    POLICY = "policy"
    PROFILE_ATTRIBUTE = "profile_attribute"
    PROFILE_ENROLLMENT_POLICY = "profile_enrollment_policy"
    ROLE = "role"
    RULE = "rule"
    SIGNING_KEY = "signing_key"
    USER_IMPORT = "user_import"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Target:
    """A thing that an event is about. The id is empty where there is only one of the type."""

    type: TargetType
    id: str = ""

    def stored(self) -> dict[str, str]:
        """Return the target as it is stored and logged."""
        return {"type": self.type.value, "id": self.id}


def time_ordered_uuid(version: int, at: datetime, rest: bytes) -> UUID:
    """Return the UUID of a moment and of ten other bytes (RFC 9562 §5.7 for version 7, §5.8 for 8)."""
    value = int(at.timestamp() * 1000) << 80 | int.from_bytes(rest[:10])
    value = value & ~(0xF << 76) | version << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)
