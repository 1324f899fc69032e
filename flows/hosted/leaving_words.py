"""Words of the ends of an account: switched off, kept after all."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from flows.hosted.end_kinds import EndWords, WayOn

LEAVING_WORDS: Mapping[str, EndWords] = {
    "ssr.leaving.begun": EndWords(
        "ok",
        "check",
        _("Your account is switched off"),
        _(
            "You are signed out everywhere. In 7 days everything is deleted. Until then the email that we "
            "sent to {0} undoes it."
        ),
        WayOn.NONE,
    ),
    "ssr.leaving.undone": EndWords(
        "ok",
        "check",
        _("Your account stays"),
        _("Nothing was deleted. Sign in as you always do."),
    ),
    "ssr.leaving.too_late": EndWords("info", "info", _("There is nothing to undo")),
}
