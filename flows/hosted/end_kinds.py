"""The words of pages that end a flow: what they consist of, refusals, and the ends of an account."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class WayOn(StrEnum):
    """Where an end usually leads."""

    SIGN_IN = "sign_in"
    SIGN_UP = "sign_up"
    RECOVER = "recover"
    RELOAD = "reload"
    SIGN_OUT = "sign_out"
    SETTINGS = "settings"
    HOME = "home"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class EndWords:
    """Tone (warn, info, ok), icon and wording of one end; ``{0}`` … take its parameters."""

    tone: str
    icon: str
    title: str | Promise
    text: str | Promise = ""
    way: WayOn = WayOn.SIGN_IN


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


REFUSAL_WORDS: Mapping[str, EndWords] = {
    "oie.assurance.unsatisfiable": EndWords(
        "warn",
        "shield",
        # Translators: end page, heading; {0} is the app
        _("You can’t open {0}"),
        _(
            # Translators: end page, text; {0} is the app
            "{0} needs more sign-in methods than you have, and you can’t add them here. Ask your "
            "administrator for help. Nothing has changed."
        ),
    ),
    "security.access_denied": EndWords(
        "warn",
        "ban",
        # Translators: end page, heading
        _("You don’t have access"),
        # Translators: end page, text
        _("You can’t sign in from here right now. Ask your administrator if you need access."),
    ),
    # Translators: end page, heading above the administrator’s own text
    "security.access_denied_custom_message": EndWords("warn", "ban", _("You don’t have access")),
    "oie.selfservice.reset.password.not.allowed": EndWords(
        "info",
        "lock",
        # Translators: end page, heading
        _("Your administrator resets passwords"),
        # Translators: end page, text
        _("You can’t choose a new password here. Ask your administrator for one. Nothing has changed."),
    ),
    "oie.selfservice.user.unlock.not.allowed": EndWords(
        "info",
        "lock",
        # Translators: end page, heading
        _("Your administrator unlocks accounts"),
        # Translators: end page, text
        _("You can’t unlock your account here. Ask your administrator to unlock it. Nothing has changed."),
    ),
    "ssr.settings.not_allowed": EndWords(
        "info",
        "lock",
        # Translators: end page, heading
        _("You can’t change this yourself"),
        # Translators: end page, text
        _("Ask your administrator to change it or to let you change it. Nothing has changed."),
        WayOn.SETTINGS,
    ),
    "ssr.authenticator.last": EndWords(
        "info",
        "key",
        # Translators: end page, heading
        _("This is your only sign-in method"),
        # Translators: end page, text
        _("Set up another sign-in method before you remove this one. Nothing has changed."),
        WayOn.SETTINGS,
    ),
    "ssr.authenticator.required": EndWords(
        "info",
        "shield",
        # Translators: end page, heading
        _("You can’t remove this"),
        # Translators: end page, text
        _("Your account needs this sign-in method to stay secure. Nothing has changed."),
        WayOn.SETTINGS,
    ),
}
