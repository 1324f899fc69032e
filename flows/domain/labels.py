"""What an administrator reads about an attempt instead of the stored words."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from flows.domain.transaction import FrontEnd, Intent

INTENTS: Final[Mapping[Intent, str]] = MappingProxyType(
    {
        Intent.SIGN_IN: "Sign in",
        Intent.SIGN_UP: "Sign up",
        Intent.RECOVER: "Recover the account",
        Intent.ACTIVATE: "Activate the account",
        Intent.UNLOCK: "Unlock the account",
        Intent.MANAGE: "Change the account",
    }
)
FRONT_ENDS: Final[Mapping[FrontEnd, str]] = MappingProxyType(
    {FrontEnd.HOSTED: "Hosted pages", FrontEnd.IDX: "JSON"}
)
