"""Mails that prove an address: sending them, opening their links."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info, success, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "ssr.mail.sent": info(_("We sent a new email to {0}. Only the newest one works.")),
    "ssr.text.sent": info(_("We sent a new code to {0}. Only the newest one works.")),
    "ssr.email.confirmed": success(_("Your email address is confirmed.")),
    "ssr.mail.bounced": warning(_("Mail to {0} came back. Check the spelling of the address.")),
    "ssr.resend.too_soon": error(_("You can ask for another email in {0} seconds."), status=429),
    "ssr.resend.text_too_soon": error(_("You can ask for another text message in {0} seconds."), status=429),
    "E0000118": error(_("We sent an email a moment ago. Wait 5 seconds, then try again."), status=429),
    "errors.E0000109": error(_("We sent a text a moment ago. Wait 30 seconds, then try again."), status=429),
    "ssr.mail.use_newest": info(
        _("We've sent several emails to this address. Enter the code from the newest one; it works here.")
    ),
    "ssr.mail.too_many": error(
        _("We have sent several emails to this address. You can ask for another one in {0}."), status=429
    ),
    "ssr.mail.too_many_here": error(
        _("We have sent every email we can for this attempt. Look in spam, or start again."), status=429
    ),
    "idx.return.link.expired": error(
        _("This link has expired. Go back to the page where you started and ask for a new email.")
    ),
    "idx.return.stale": error(_("A newer email was sent. Use the link or the code in that one.")),
    "idx.return.error": error(
        _("This link does not work here. Go back to the page where you started and use the code instead.")
    ),
    "ssr.email.same": error(_("That is your address already. Enter another one.")),
    "ssr.security.undone": success(_("The changes are undone, and every browser is signed out.")),
    "ssr.email.undo_failed": error(
        _("The change cannot be taken back: the old address belongs to another account by now."), status=409
    ),
    "ssr.link.used": error(_("This link has been used. If that was you, you can sign in.")),
    "ssr.link.mangled": error(
        _("This link is incomplete. Copy the whole link from the email, or enter the code instead.")
    ),
    "idx.transferred.to.new.tab": info(_("You are going on in another tab. You can close this one.")),
    "idx.enter.otp.in.original.tab": info(
        _("Enter the code {0} on the page where you started. If you did not ask for it, do nothing.")
    ),
    "idx.expired.activation.token": error(_("This activation link has expired. Ask for a new one.")),
    "idx.missing.activation.token": error(
        _("This activation link does not work. If your account is active already, sign in.")
    ),
    "errors.E0000105": error(_("This recovery link has been used or has expired. Ask for a new one."), 403),
    "errors.E0000110": error(_("This link has been used or is not valid. Ask for a new one."), status=403),
}
