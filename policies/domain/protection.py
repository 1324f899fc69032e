"""Account protection: settings that apply to every flow and user."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from accounts.domain.columns import column, minutes
from accounts.domain.messages.entry import gettext_noop as _

LIFETIME_MINUTES: Final = (5, 30)
"""Range of an emailed challenge's lifetime: long enough for a slow mail, short enough against guessing."""


@dataclass(frozen=True, slots=True)
class Protection:
    """Enumeration prevention, the lifetime of emailed challenges, and notices.

    ``new_device_mail``: users get a mail about a sign-in with a new device.
    """

    hide_at_sign_in: bool = column(
        False,
        _("prevent user enumeration at sign-in"),
        _("Sign-in asks the same questions whether or not an account exists."),
    )
    hide_at_recovery: bool = column(
        False,
        _("prevent user enumeration at recovery"),
        _("Everyone sees “Check your email”. Only people with an account get an email."),
    )
    hide_at_sign_up: bool = column(
        False,
        _("prevent user enumeration at sign-up"),
        _(
            "Everyone sees “Check your email”. The owner of an existing address gets a notice. "
            "Needs email verification at sign-up."
        ),
    )
    challenge_lifetime: timedelta = minutes(
        10,
        _("lifetime of emailed codes and links (minutes)"),
        _("From 5 to 30 minutes."),
        name="challenge_minutes",
        range=LIFETIME_MINUTES,
    )
    new_device_mail: bool = column(
        True,
        _("email people about sign-ins on new devices"),
        _("The email says what to do if it wasn’t them."),
    )
