"""What an e-mail challenge is for."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class ChallengePurpose(StrEnum):
    """What a met challenge is for; part of the key that its code is derived with."""

    SIGN_UP = "sign_up"
    SIGN_IN = "sign_in"
    RECOVERY = "recovery"
    ACTIVATION = "activation"
    WELCOME = "welcome"

    @property
    def label(self) -> str:
        """The words of the system log and its filters."""
        return _LABELS[self]


_LABELS: Final[Mapping[ChallengePurpose, str]] = {
    ChallengePurpose.SIGN_UP: "Confirm the address of a sign-up",
    ChallengePurpose.SIGN_IN: "Sign in",
    ChallengePurpose.RECOVERY: "Recover the account",
    ChallengePurpose.ACTIVATION: "Activate an account made by an administrator",
    ChallengePurpose.WELCOME: "Confirm the address after a sign-up that did not ask for it",
}
