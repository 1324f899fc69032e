"""What a challenge sent by mail or text message is for."""

from accounts.domain.choice import Choice


class ChallengePurpose(Choice):
    """What a met challenge is for; part of the key that its code is derived with."""

    SIGN_UP = "sign_up", "Confirm the address of a sign-up"
    SIGN_IN = "sign_in", "Sign in"
    RECOVERY = "recovery", "Recover the account"
    ACTIVATION = "activation", "Activate an account made by an administrator"
    WELCOME = "welcome", "Confirm the address after a sign-up that did not ask for it"
    UNLOCK = "unlock", "Unlock the account"
    STEP_UP = "step_up", "Confirm a change of settings"
    EMAIL_CHANGE = "email_change", "Confirm a new address"
    # The value is that of the links which undid a change of address only.
    SECURITY_UNDO = "email_undo", "Undo security changes"
    LEAVE_UNDO = "leave_undo", "Keep an account that was to be deleted"
    PHONE = "phone", "Confirm a phone number"
