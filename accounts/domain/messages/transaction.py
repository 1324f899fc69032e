"""The attempt itself: expired, outdated, too busy, too often."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error, info
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "idx.session.expired": error(
        _("This page was open too long. Start again; it takes a moment."), status=401
    ),
    "E0000020": error(_("That does not fit this page. Go on from here."), status=400),
    "tooManyRequests": error(_("Too many tries. You can try again in {0}."), status=429),
    "ssr.tries.spent": error(_("Too many tries. Start again from the first page."), status=429),
    "ssr.tries.wait_until": error(_("Too many tries. You can try again at {0}."), status=429),
    "errors.E0000003": error(_("The request cannot be read. Send it again as described.")),
    "ssr.busy": error(_("Many people are signing in at the moment. Wait a few seconds and try again."), 503),
    "ssr.form.outdated": info(_("This page was out of date. Here is where you are now."), status=409),
    "ssr.cookies.off": error(
        _("Your browser does not keep cookies for this site. Allow them, then start again."), status=403
    ),
    "ssr.origin.wrong": error(_("This form came from another address. Open {0} and try again."), status=403),
    "ssr.request.answered": info(_("The app has its answer already."), status=410),
    "ssr.cancelled": info(_("You have stopped, and nothing was changed.")),
}
