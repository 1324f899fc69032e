"""An app, as the flows know it."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from applications.domain.colors import ink_on, letter_of

DASHBOARD: Final = "dashboard"
ADMINISTRATION: Final = "administration"
BUILT_IN: Final = frozenset({DASHBOARD, ADMINISTRATION})
"""Applications that always exist, for every user, without an OAuth client."""


@dataclass(frozen=True, slots=True)
class Tile:
    """The look of an app on the dashboard and at sign-in.

    ``color`` is ``#rrggbb``; without a logo (``logo_url`` is empty) the first letter stands on it in
    ``ink``.
    """

    description: str = ""
    color: str = "#515e59"
    logo_url: str = ""
    position: int = 0
    in_new_tab: bool = False
    shown: bool = True

    @property
    def ink(self) -> str:
        """White or black, whichever is read better on the color."""
        return ink_on(self.color)


@dataclass(frozen=True, slots=True)
class Application:
    """An application to sign in to. Without policies of its own the default ones apply.

    ``everyone`` may use it, or else the members of ``group_ids`` and users assigned by name
    (``has_users``). ``verified_addresses_only``: it refuses users with an unverified address. ``contact``
    is the address to request access from, ``initiate_login_uri`` starts a sign-in from here,
    ``email_callback_uri`` receives the links of mails for its own pages. ``identity_provider_ids`` are
    those that it shows beside those that all applications show.
    """

    key: str
    label: str
    authentication_policy_id: int | None
    enrollment_policy_id: int | None = None
    active: bool = True
    everyone: bool = True
    group_ids: frozenset[int] = frozenset()
    has_users: bool = False
    consent_required: bool = False
    verified_addresses_only: bool = False
    initiate_login_uri: str = ""
    email_callback_uri: str = ""
    contact: str = ""
    identity_provider_ids: frozenset[int] = frozenset()
    tile: Tile = Tile()

    @property
    def built_in(self) -> bool:
        """Whether it is the dashboard or the administration."""
        return self.key in BUILT_IN

    @property
    def letter(self) -> str:
        """What stands for it where there is no logo."""
        return letter_of(self.label)

    def usable_by(self, group_ids: AbstractSet[int], assigned: AbstractSet[str]) -> bool:
        """Return whether a user in these groups, assigned by name to these apps, may use it."""
        if not self.active:
            return False
        return self.everyone or bool(self.group_ids & group_ids) or self.key in assigned

    def allows_sign_up(self, group_ids: AbstractSet[int]) -> bool:
        """Return whether a user who signs up and joins these groups could use it (OM-25)."""
        return self.usable_by(group_ids, frozenset())
