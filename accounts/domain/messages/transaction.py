"""The attempt itself: expired, outdated, too busy, too often."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    # Translators: any page, error
    "idx.session.expired": error(_("This page was open too long. Start again."), status=401),
    # Translators: any page, error of an old form
    "E0000020": error(_("That doesn’t fit this page. Continue from here."), status=400),
    # Translators: any page, error; {0} is a time such as “5 minutes”
    "tooManyRequests": error(_("You’ve tried too many times. Try again in {0}."), status=429),
    # Translators: any page, error
    "ssr.tries.spent": error(_("You’ve tried too many times. Start again from the first page."), status=429),
    # Translators: any page, error; {0} is a time of day
    "ssr.tries.wait_until": error(_("You’ve tried too many times. Try again at {0}."), status=429),
    # Translators: API, error
    "errors.E0000003": error(_("We couldn’t read the request. Check its format and send it again.")),
    # Translators: any page, error
    "ssr.busy": error(_("Lots of people are signing in right now. Wait a few seconds and try again."), 503),
    # Translators: any page, notice
    "ssr.form.outdated": info(_("That page was out of date. Continue from here."), status=409),
    "ssr.cookies.off": error(
        # Translators: any page, error
        _("Your browser blocks cookies for this site. Allow them, then start again."),
        status=403,
    ),
    # Translators: any page, error; {0} is the right address
    "ssr.origin.wrong": error(_("This form came from another website. Open {0} and try again."), status=403),
    # Translators: any page, notice
    "ssr.request.answered": info(_("You’ve already answered this app’s request."), status=410),
    # Translators: any page, notice
    "ssr.cancelled": info(_("You canceled, and nothing was changed.")),
}
