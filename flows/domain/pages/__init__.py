"""How each step is put together: its forms, its subject, its place in a sign-up."""

from flows.domain.pages.challenges import challenge
from flows.domain.pages.common import done, ended, finished, select_enroll
from flows.domain.pages.consent import consent
from flows.domain.pages.email import enroll_email
from flows.domain.pages.entrance import enroll_profile, identify, identify_recovery, identify_unlock, step_up
from flows.domain.pages.passwords import (
    challenge_password,
    enroll_password,
    expired_password,
    expiring_password,
    reset_password,
)
from flows.domain.pages.profile_update import profile_update
from flows.domain.pages.set_ups import set_up
from flows.domain.pages.settings import (
    change_email,
    confirm_email_change,
    delete_account,
    keep_me_signed_in,
    leaving,
    remove,
)

__all__ = [
    "challenge",
    "challenge_password",
    "change_email",
    "confirm_email_change",
    "consent",
    "delete_account",
    "done",
    "ended",
    "enroll_email",
    "enroll_password",
    "enroll_profile",
    "expired_password",
    "expiring_password",
    "finished",
    "identify",
    "identify_recovery",
    "identify_unlock",
    "keep_me_signed_in",
    "leaving",
    "profile_update",
    "remove",
    "reset_password",
    "select_enroll",
    "set_up",
    "step_up",
]
