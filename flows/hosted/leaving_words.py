"""Words of the ends of an account: switched off, kept after all."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from flows.hosted.end_kinds import EndWords, WayOn

LEAVING_WORDS: Mapping[str, EndWords] = {
    "ssr.leaving.begun": EndWords(
        "ok",
        "check",
        # Translators: end page after the deletion of the account, heading
        _("Your account is turned off"),
        _(
            # Translators: end page after the deletion of the account, text; {0} is an email address
            "You’re signed out everywhere. We’ll delete everything in 7 days. To undo this, open the "
            "link we emailed to {0}."
        ),
        WayOn.NONE,
    ),
    "ssr.leaving.undone": EndWords(
        "ok",
        "check",
        # Translators: end page after the deletion was undone, heading
        _("You’ve kept your account"),
        # Translators: end page after the deletion was undone, text
        _("Nothing was deleted. Sign in as usual."),
    ),
    # Translators: end page of an old undo link, heading
    "ssr.leaving.too_late": EndWords("info", "info", _("There’s nothing to undo")),
}
