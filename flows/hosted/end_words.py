"""Words of the end pages by message key. An empty text means: say the sentence of the catalogue.

Keys without a prefix of ours are those of the wire format, so that both faces end with the same message.
"""

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
    NONE = "none"


@dataclass(frozen=True, slots=True)
class EndWords:
    """Tone (warn, info, ok), icon and wording of one end; ``{0}`` … take its parameters."""

    tone: str
    icon: str
    title: str | Promise
    text: str | Promise = ""
    way: WayOn = WayOn.SIGN_IN


END_WORDS: Mapping[str, EndWords] = {
    "idx.session.expired": EndWords(
        "warn",
        "hourglass",
        _("This page has expired"),
        _("You were away for a while, so we stopped here to keep things safe. Nothing has changed."),
    ),
    "idx.return.link.expired": EndWords(
        "warn",
        "hourglass",
        _("This link has expired"),
        _("Links work for a few minutes only. Your account is safe and nothing has changed."),
    ),
    "idx.return.stale": EndWords(
        "warn",
        "mail",
        _("A newer email was sent"),
        _("Only the link and code in the newest email work. Open that one instead."),
        WayOn.NONE,
    ),
    "idx.return.error": EndWords(
        "warn",
        "unlink",
        _("This link is incomplete"),
        _(
            "Some mail programs cut long links. Copy the whole link into the address bar, "
            "or type the code from the same email."
        ),
    ),
    "errors.E0000110": EndWords(
        "info",
        "check",
        _("This link has been used"),
        _("Each link works once. If it was you, sign in as usual. If not, ignore the email."),
    ),
    "idx.transferred.to.new.tab": EndWords(
        "info",
        "tabs",
        _("You carried on in another tab"),
        _("Everything is there. You can close this one."),
        WayOn.NONE,
    ),
    "tooManyRequests": EndWords(
        "warn",
        "clock",
        _("Too many tries"),
        _("To keep accounts safe we paused here. Wait a few minutes, then try again. Nothing has changed."),
        WayOn.RELOAD,
    ),
    "errors.E0000119": EndWords(
        "warn",
        "lock",
        _("Sign-in is paused"),
        _("There were several wrong tries, so we paused sign-in for this account. Your password still works later."),
        WayOn.RECOVER,
    ),
    "idx.error.registration.unavailable": EndWords(
        "info",
        "closed",
        _("Sign-up is closed"),
        _("New accounts can’t be created here at the moment. Ask your administrator for an invitation."),
    ),
    "oie.registration.is.not.enabled": EndWords(
        "info",
        "closed",
        _("Sign-up is closed"),
        _("Accounts here are made by an administrator. Ask yours for an invitation."),
    ),
    "oie.forgot.password.is.not.enabled": EndWords(
        "info",
        "lock",
        _("Ask your administrator"),
        _("Passwords can’t be reset on this page. Your administrator can do it for you."),
    ),
    "idx.expired.activation.token": EndWords(
        "warn",
        "hourglass",
        _("This activation link has expired"),
        _("Ask your administrator to send a new one. Nothing has changed."),
    ),
    "idx.missing.activation.token": EndWords(
        "info",
        "user-check",
        _("This activation link doesn’t work any more"),
        _("Perhaps your account is active already: try to sign in. If not, ask your administrator for a new link."),
    ),
    "idx.activating.inactive.user": EndWords(
        "warn",
        "ban",
        _("This account is not active"),
        _("Your administrator can tell you why and switch it on again."),
        WayOn.NONE,
    ),
    "security.access_denied": EndWords(
        "warn",
        "ban",
        _("You can’t go in here"),
        _("You are known, but a rule of your organisation doesn’t let you in. Your administrator can help."),
    ),
    "ssr.cookies_off": EndWords(
        "warn",
        "cookie",
        _("Cookies are switched off"),
        _("We keep your place with one cookie. Allow cookies for this site, then try again."),
        WayOn.RELOAD,
    ),
    "ssr.form_too_old": EndWords(
        "warn",
        "hourglass",
        _("This page sat open too long"),
        _("Nothing was sent. Open it afresh and try again."),
        WayOn.RELOAD,
    ),
    "ssr.other_session": EndWords(
        "info",
        "user",
        _("Someone else is signed in"),
        _("This browser is signed in as {0}. Sign out first to carry on as someone else."),
        WayOn.NONE,
    ),
}
