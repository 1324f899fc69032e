"""What a challenge sent by mail or text message is for."""

from accounts.domain.choice import Choice


class ChallengePurpose(Choice):
    """What a met challenge is for; part of the key that its code is derived with."""

    SIGN_UP = "sign_up", "Sign-up"
    SIGN_IN = "sign_in", "Sign-in"
    RECOVERY = "recovery", "Account recovery"
    ACTIVATION = "activation", "Account activation"
    WELCOME = "welcome", "Email verification after sign-up"
    UNLOCK = "unlock", "Account unlock"
    STEP_UP = "step_up", "Account change"
    EMAIL_CHANGE = "email_change", "Email address change"
    # The value is that of the links which undid a change of address only.
    SECURITY_UNDO = "email_undo", "Undo of security changes"
    LEAVE_UNDO = "leave_undo", "Cancellation of account deletion"
    PHONE = "phone", "Phone number verification"
