"""Words of the end pages by message key. An empty text means: say the sentence of the catalogue.

Keys without a prefix of ours are those of the wire format, so that both faces end with the same message.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from flows.hosted.end_kinds import EndWords, WayOn
from flows.hosted.leaving_words import LEAVING_WORDS
from flows.hosted.refusal_words import REFUSAL_WORDS

END_WORDS: Mapping[str, EndWords] = {
    **REFUSAL_WORDS,
    **LEAVING_WORDS,
    "idx.session.expired": EndWords(
        "warn",
        "hourglass",
        _("This page has expired"),
        _("It was open too long, or something about the account changed meanwhile. Start again."),
    ),
    "idx.return.link.expired": EndWords(
        "warn",
        "hourglass",
        _("This link has expired"),
        _(
            "A link works for a limited time only. Go back to the page where you started and ask for a "
            "new email, or start again here."
        ),
    ),
    "idx.return.stale": EndWords(
        "warn",
        "mail",
        _("A newer email was sent"),
        _("Only the link and the code in the newest email work. Open that one instead."),
        WayOn.NONE,
    ),
    "ssr.link.mangled": EndWords(
        "warn",
        "unlink",
        _("This link is incomplete"),
        _(
            "Some mail programs cut long links. Copy the whole link into the address bar, or type the "
            "code from the same email where you started."
        ),
    ),
    "idx.return.error": EndWords(
        "warn",
        "unlink",
        _("This link does not work here"),
        _("Go back to the page where you started and type the code from the same email."),
    ),
    "ssr.link.used": EndWords(
        "info",
        "check",
        _("This link has been used"),
        _(
            "Each link works once. If that was you, go on where you started, or sign in. If it was not, "
            "nothing more can happen with it."
        ),
    ),
    "errors.E0000110": EndWords(
        "info",
        "check",
        _("This link has been used"),
        _(
            "Each link works once. If that was you, go on where you started, or sign in. If it was not, "
            "nothing more can happen with it."
        ),
    ),
    "errors.E0000105": EndWords(
        "warn",
        "hourglass",
        _("This link no longer works"),
        _("It has been used or it has expired. Your password is unchanged."),
        WayOn.RECOVER,
    ),
    "idx.transferred.to.new.tab": EndWords(
        "info",
        "tabs",
        _("You carried on in another tab"),
        _("Everything is there. You can close this one."),
        WayOn.NONE,
    ),
    "ssr.unsaved.password": EndWords(
        "info",
        "tabs",
        _("Your account is ready"),
        _("It has the password you sent first. If you typed another one in this tab, it wasn’t saved."),
        WayOn.HOME,
    ),
    "ssr.unsaved.answers": EndWords(
        "info",
        "tabs",
        _("You’re signed in already"),
        _("You finished in another tab. What you typed in this tab wasn’t saved."),
        WayOn.HOME,
    ),
    "tooManyRequests": EndWords(
        "warn",
        "clock",
        _("Too many tries"),
        _("To keep accounts safe, we paused here. You can try again in {0}."),
        WayOn.RELOAD,
    ),
    "ssr.tries.wait_until": EndWords(
        "warn",
        "clock",
        _("Too many tries"),
        _("To keep accounts safe, we paused here. You can try again at {0}."),
        WayOn.RELOAD,
    ),
    "ssr.mail.too_many": EndWords(
        "warn",
        "mail",
        _("Enough emails for now"),
        _(
            "We have sent several emails to this address. You can ask for another one in {0}. Look in "
            "the spam folder meanwhile."
        ),
    ),
    "idx.error.registration.unavailable": EndWords(
        "info",
        "closed",
        _("Sign-up is closed"),
        _(
            "New accounts cannot be created here at the moment. Try again later, or ask your "
            "administrator for an invitation."
        ),
    ),
    "oie.registration.is.not.enabled": EndWords(
        "info",
        "closed",
        _("You can’t sign up here"),
        _("New accounts can’t be created on this page right now. If you have an account, sign in."),
    ),
    "ssr.email.domain_not_allowed": EndWords(
        "warn",
        "ban",
        _("You can’t sign up with this address"),
        _("This domain can’t be used here. Sign up with another address, or ask your administrator."),
        WayOn.SIGN_UP,
    ),
    "ssr.email.new_domain_not_allowed": EndWords(
        "warn",
        "ban",
        _("You can’t use this address"),
        _("Addresses at {0} can’t be used here. Your email address is unchanged."),
        WayOn.SETTINGS,
    ),
    "ssr.registration.denied": EndWords(
        "warn",
        "ban",
        _("We cannot make this account"),
        _("You cannot sign up with these details. Check them, or ask your administrator."),
        WayOn.SIGN_UP,
    ),
    "ssr.address.taken_at_finish": EndWords(
        "info",
        "user-check",
        _("You already have an account"),
        _("You have confirmed {0}, and an account already uses it. Sign in to that account."),
    ),
    "idx.recovery.completed": EndWords(
        "ok",
        "check",
        _("Your password is changed"),
        _("Sign in with the new one. You were signed out everywhere else."),
    ),
    "oie.selfservice.unlock_user.success.message": EndWords(
        "ok",
        "check",
        _("Your account is unlocked"),
        _("Sign in as you always do. Your password is the same as before."),
    ),
    "idx.email.verification.required": EndWords(
        "info",
        "mail",
        _("Confirm your email to finish"),
        _("Open the link in the email that we sent. Then your account is ready."),
        WayOn.NONE,
    ),
    "idx.error.code.user_not_assigned": EndWords(
        "warn",
        "user",
        _("You have no access to {0} yet"),
        _("Your account may not use it. Ask {1} for access."),
        WayOn.NONE,
    ),
    "idx.error.user.not.assigned.to.app": EndWords(
        "warn",
        "user",
        _("You have no access to {0} yet"),
        _("Your account may not use it. Ask your administrator for access."),
        WayOn.NONE,
    ),
    "ssr.consent.declined": EndWords(
        "info",
        "info",
        _("Nothing was shared"),
        _("You did not agree, so the app has learned nothing about you."),
        WayOn.NONE,
    ),
    "ssr.request.answered": EndWords(
        "info",
        "check",
        _("You are signed in already"),
        _("The app has had its answer. Open it again, or choose it on your page."),
        WayOn.HOME,
    ),
    "ssr.security.undone": EndWords(
        "ok",
        "check",
        _("The changes are undone"),
        _("Every browser is signed out. Choose a new password to sign in again."),
        WayOn.RECOVER,
    ),
    "ssr.email.undo_failed": EndWords(
        "warn",
        "mail",
        _("The changes can’t be undone yet"),
        _("Another account uses the address. Change its address, then open the link again."),
    ),
    "idx.expired.activation.token": EndWords(
        "warn",
        "hourglass",
        _("This activation link has expired"),
        _("Ask your administrator to send a new one."),
    ),
    "idx.missing.activation.token": EndWords(
        "info",
        "user-check",
        _("This activation link does not work any more"),
        _(
            "Your account may be active already: try to sign in. If it is not, ask your administrator "
            "for a new link."
        ),
    ),
    "ssr.cookies.off": EndWords(
        "warn",
        "cookie",
        _("Cookies are switched off"),
        _("We keep your place with one cookie. Allow cookies for this site, then try again."),
        WayOn.RELOAD,
    ),
    "ssr.origin.wrong": EndWords(
        "warn",
        "ban",
        _("This form came from another address"),
        _("We only accept forms from {0}. Open that address and try again."),
    ),
    "ssr.form.outdated": EndWords(
        "warn",
        "hourglass",
        _("This page sat open too long"),
        _("Nothing was sent. Open it afresh and try again."),
        WayOn.RELOAD,
    ),
    "ssr.signed_in_as_another": EndWords(
        "info",
        "user",
        _("Someone else is signed in"),
        _("This browser is signed in as {0}. Sign out first to carry on as someone else."),
        WayOn.SIGN_OUT,
    ),
    "ssr.cancelled": EndWords("info", "info", _("You have stopped"), _("Nothing was changed.")),
    "ssr.busy": EndWords(
        "warn",
        "clock",
        _("Many people are here at once"),
        _("Wait a few seconds, then try again."),
        WayOn.RELOAD,
    ),
}
