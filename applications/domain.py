"""An app, as the flows know it."""

from dataclasses import dataclass
from typing import Final

DASHBOARD: Final = "dashboard"
ADMINISTRATION: Final = "administration"


@dataclass(frozen=True, slots=True)
class Application:
    """Something people sign in to. Without an authentication policy of its own the default one holds."""

    key: str
    label: str
    authentication_policy_id: int | None
