"""Mails that prove an address: sending them, opening their links."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info, success, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: page of the emailed code, notice; {0} is an email address
    "ssr.mail.sent": info(_("We sent a new email to {0}. Only the newest one works.")),
    # Translators: page of the texted code, notice; {0} is a phone number
    "ssr.text.sent": info(_("We sent a new code to {0}. Only the newest one works.")),
    # Translators: confirmation page, success
    "ssr.email.confirmed": success(_("You’ve confirmed your email address.")),
    # Translators: page of the emailed code, error; {0} is an email address
    "ssr.mail.bounced": warning(_("An email to {0} came back. Check the spelling of the address.")),
    # Translators: page of the emailed code, error
    "ssr.resend.too_soon": error(_("You can ask for another email in {0} seconds."), status=429),
    # Translators: page of the texted code, error
    "ssr.resend.text_too_soon": error(_("You can ask for another text in {0} seconds."), status=429),
    # Translators: page of the emailed code, error
    "E0000118": error(_("We just sent an email. Wait 5 seconds, then try again."), status=429),
    # Translators: page of the texted code, error
    "errors.E0000109": error(_("We just sent a text. Wait 30 seconds, then try again."), status=429),
    "ssr.mail.use_newest": info(
        # Translators: page of the emailed code, error
        _("We’ve sent several emails to this address. Enter the code from the newest one.")
    ),
    "ssr.mail.too_many": error(
        # Translators: page of the emailed code, error; {0} is a time such as “2 hours”
        _("We’ve sent several emails to this address. You can ask for another one in {0}."),
        status=429,
    ),
    "ssr.mail.too_many_here": error(
        # Translators: page of the emailed code, error
        _("We can’t send you more emails right now. Check your spam folder, or start again."),
        status=429,
    ),
    "idx.return.link.expired": error(
        # Translators: emailed link, error
        _("This link has expired. Go back to the page where you started and ask for a new email.")
    ),
    # Translators: emailed link, error
    "idx.return.stale": error(_("A newer email was sent. Use the link or the code in that one.")),
    "idx.return.error": error(
        # Translators: emailed link, error
        _("This link doesn’t work here. Go back to the page where you started and enter the code instead.")
    ),
    # Translators: change of the email address, error
    "ssr.email.same": error(_("You already use this address. Enter a different one.")),
    # Translators: undo link, success
    "ssr.security.undone": success(_("We’ve undone the changes. You’re signed out everywhere.")),
    "ssr.email.undo_failed": error(
        # Translators: undo link, error
        _("We can’t undo this change. Another account now uses the old address."),
        status=409,
    ),
    # Translators: emailed link, error
    "ssr.link.used": error(_("This link has been used. If that was you, sign in.")),
    "ssr.link.mangled": error(
        # Translators: emailed link, error
        _("This link is incomplete. Copy the whole link from the email, or enter the code instead.")
    ),
    # Translators: emailed link, notice
    "idx.transferred.to.new.tab": info(_("You’ve continued in another tab. You can close this one.")),
    "idx.enter.otp.in.original.tab": info(
        # Translators: emailed link in another browser, notice
        _("Enter the code {0} on the page where you started. If you didn’t ask for it, do nothing.")
    ),
    # Translators: activation link, error
    "idx.expired.activation.token": error(_("This activation link has expired. Ask for a new one.")),
    "idx.missing.activation.token": error(
        # Translators: activation link, error
        _("This activation link doesn’t work. If your account is already active, sign in.")
    ),
    # Translators: recovery link, error
    "errors.E0000105": error(_("This recovery link has been used or has expired. Ask for a new one."), 403),
    # Translators: emailed link, error
    "errors.E0000110": error(_("This link has been used or isn’t valid. Ask for a new one."), status=403),
}
