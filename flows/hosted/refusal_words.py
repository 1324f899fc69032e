"""Words of the ends where a policy says no, or a setting has to stay as it is."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from flows.hosted.end_kinds import EndWords, WayOn

REFUSAL_WORDS: Mapping[str, EndWords] = {
    "oie.assurance.unsatisfiable": EndWords(
        "warn",
        "shield",
        _("You can’t get into {0}"),
        _(
            "{0} asks for more ways to sign in than you have set up, and they cannot be set up here. "
            "Ask your administrator for help. Nothing has changed."
        ),
    ),
    "security.access_denied": EndWords(
        "warn",
        "ban",
        _("You have no access here"),
        _("You may not go in from here at this time. Ask your administrator if you need to."),
    ),
    "security.access_denied_custom_message": EndWords("warn", "ban", _("You have no access here")),
    "oie.selfservice.reset.password.not.allowed": EndWords(
        "info",
        "lock",
        _("Your administrator resets passwords"),
        _("You cannot choose a new password here. Ask your administrator for one. Nothing has changed."),
    ),
    "oie.selfservice.user.unlock.not.allowed": EndWords(
        "info",
        "lock",
        _("Your administrator unlocks accounts"),
        _("You cannot unlock your account here. Ask your administrator to do it. Nothing has changed."),
    ),
    "ssr.settings.not_allowed": EndWords(
        "info",
        "lock",
        _("You cannot change this yourself"),
        _("Ask your administrator to change it, or to let you. Nothing has changed."),
        WayOn.SETTINGS,
    ),
    "ssr.authenticator.last": EndWords(
        "info",
        "key",
        _("This is your last way in"),
        _("Set up another way to sign in before you remove this one. Nothing has changed."),
        WayOn.SETTINGS,
    ),
    "ssr.authenticator.required": EndWords(
        "info",
        "shield",
        _("This one has to stay"),
        _("Your account needs it to be safe enough, so it cannot be removed. Nothing has changed."),
        WayOn.SETTINGS,
    ),
}
