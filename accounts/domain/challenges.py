"""What a challenge sent by mail or text message is for."""

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
    UNLOCK = "unlock"
    STEP_UP = "step_up"
    EMAIL_CHANGE = "email_change"
    # The value is that of the links which undid a change of address only.
    SECURITY_UNDO = "email_undo"
    LEAVE_UNDO = "leave_undo"
    PHONE = "phone"

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
    ChallengePurpose.UNLOCK: "Unlock the account",
    ChallengePurpose.STEP_UP: "Confirm a change of settings",
    ChallengePurpose.EMAIL_CHANGE: "Confirm a new address",
    ChallengePurpose.SECURITY_UNDO: "Undo security changes",
    ChallengePurpose.LEAVE_UNDO: "Keep an account that was to be deleted",
    ChallengePurpose.PHONE: "Confirm a phone number",
}
