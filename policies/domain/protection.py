"""Switches that guard every flow, for everybody alike."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from accounts.domain.columns import column, minutes
from accounts.domain.messages.entry import gettext_noop as _

LIFETIME_MINUTES: Final = (5, 30)
"""Range of an e-mail challenge's lifetime: time for a slow mail, too little for patient guessing."""


@dataclass(frozen=True, slots=True)
class Protection:
    """Enumeration prevention, the lifetime of emailed challenges, and notices.

    ``new_device_mail``: users get a mail about a sign-in with a new device.
    """

    hide_at_sign_in: bool = column(
        False,
        _("hide at sign-in whether an account exists"),
        _("Everybody is asked the same questions; the note about unknown usernames is hidden."),
    )
    hide_at_recovery: bool = column(
        False,
        _("hide at recovery whether an account exists"),
        _("Everybody is told to check their email; only people with an account get one."),
    )
    hide_at_sign_up: bool = column(
        False,
        _("hide at sign-up whether an account exists"),
        _(
            "Sign-up then answers everybody with “check your email”; the holder of a taken address is told "
            "by mail. Needs email verification at sign-up."
        ),
    )
    challenge_lifetime: timedelta = minutes(
        10, _("emailed codes and links work for (minutes)"), name="challenge_minutes", range=LIFETIME_MINUTES
    )
    new_device_mail: bool = column(True, _("tell people by mail of a sign-in with a new device"))
