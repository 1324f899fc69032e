"""Words of the end pages by message key. An empty text means: say the sentence of the catalogue.

Keys without the prefix ``ssr.`` are those of the wire format: both front ends end with the same message.
"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from flows.hosted.end_kinds import LEAVING_WORDS, REFUSAL_WORDS, EndWords, WayOn

END_WORDS: Mapping[str, EndWords] = {
    **REFUSAL_WORDS,
    **LEAVING_WORDS,
    "idx.session.expired": EndWords(
        "warn",
        "hourglass",
        # Translators: end page, heading
        _("This page has expired"),
        # Translators: end page, text
        _("The page was open too long, or your account has changed. Start again."),
    ),
    "idx.return.link.expired": EndWords(
        "warn",
        "hourglass",
        # Translators: end page, heading
        _("This link has expired"),
        _(
            # Translators: end page, text
            "Links only work for a limited time. Go back to where you started and ask for a new "
            "email, or start again here."
        ),
    ),
    "idx.return.stale": EndWords(
        "warn",
        "mail",
        # Translators: end page, heading
        _("A newer email was sent"),
        # Translators: end page, text
        _("Only the link and the code in the newest email work. Open that email instead."),
        WayOn.NONE,
    ),
    "ssr.link.mangled": EndWords(
        "warn",
        "unlink",
        # Translators: end page, heading
        _("This link is incomplete"),
        _(
            # Translators: end page, text
            "Copy the whole link into the address bar, or enter the code from the same email where "
            "you started."
        ),
    ),
    "idx.return.error": EndWords(
        "warn",
        "unlink",
        # Translators: end page, heading
        _("This link doesn’t work here"),
        # Translators: end page, text
        _("Go back to the page where you started and enter the code from the same email."),
    ),
    "ssr.link.used": EndWords(
        "info",
        "check",
        # Translators: end page, heading
        _("This link has been used"),
        _(
            # Translators: end page, text
            "Each link works once. If that was you, continue where you started, or sign in. If it "
            "wasn’t you, you don’t need to do anything."
        ),
    ),
    "errors.E0000110": EndWords(
        "info",
        "check",
        # Translators: end page, heading
        _("This link has been used"),
        _(
            # Translators: end page, text
            "Each link works once. If that was you, continue where you started, or sign in. If it "
            "wasn’t you, you don’t need to do anything."
        ),
    ),
    "errors.E0000105": EndWords(
        "warn",
        "hourglass",
        # Translators: end page, heading
        _("This link no longer works"),
        # Translators: end page, text
        _("It was used or has expired. Your password hasn’t changed."),
        WayOn.RECOVER,
    ),
    "idx.transferred.to.new.tab": EndWords(
        "info",
        "tabs",
        # Translators: end page, heading
        _("You’ve continued in another tab"),
        # Translators: end page, text
        _("You can close this one."),
        WayOn.NONE,
    ),
    "ssr.unsaved.password": EndWords(
        "info",
        "tabs",
        # Translators: end page, heading
        _("Your account is ready"),
        # Translators: end page, text
        _("We saved the password you sent first. If you typed a different one in this tab, it wasn’t saved."),
        WayOn.HOME,
    ),
    "ssr.unsaved.answers": EndWords(
        "info",
        "tabs",
        # Translators: end page, heading
        _("You’re already signed in"),
        # Translators: end page, text
        _("You finished in another tab. We didn’t save what you typed in this tab."),
        WayOn.HOME,
    ),
    "tooManyRequests": EndWords(
        "warn",
        "clock",
        # Translators: end page, heading
        _("Too many attempts"),
        # Translators: end page, text; {0} is a time such as “5 minutes”
        _("To keep accounts safe, we’ve paused here. Try again in {0}."),
        WayOn.RELOAD,
    ),
    "ssr.tries.wait_until": EndWords(
        "warn",
        "clock",
        # Translators: end page, heading
        _("Too many attempts"),
        # Translators: end page, text; {0} is a time of day
        _("To keep accounts safe, we’ve paused here. Try again at {0}."),
        WayOn.RELOAD,
    ),
    "ssr.mail.too_many": EndWords(
        "warn",
        "mail",
        # Translators: end page, heading
        _("Enough emails for now"),
        _(
            # Translators: end page, text; {0} is a time such as “2 hours”
            "We’ve sent several emails to this address. Check your spam folder. You can ask for "
            "another one in {0}."
        ),
    ),
    "idx.error.registration.unavailable": EndWords(
        "info",
        "closed",
        # Translators: end page, heading
        _("Sign-up is closed"),
        _(
            # Translators: end page, text
            "You can’t create an account here right now. Try again later, or ask your administrator "
            "for an invitation."
        ),
    ),
    "oie.registration.is.not.enabled": EndWords(
        "info",
        "closed",
        # Translators: end page, heading
        _("You can’t sign up here"),
        # Translators: end page, text
        _("You can’t create an account on this page right now. If you have an account, sign in."),
    ),
    "ssr.email.domain_not_allowed": EndWords(
        "warn",
        "ban",
        # Translators: end page, heading
        _("You can’t sign up with this address"),
        _(
            # Translators: end page, text
            "We don’t accept addresses from this domain. Sign up with a different address, or ask "
            "your administrator."
        ),
        WayOn.SIGN_UP,
    ),
    "ssr.email.new_domain_not_allowed": EndWords(
        "warn",
        "ban",
        # Translators: end page, heading
        _("You can’t use this address"),
        # Translators: end page, text; {0} is a domain
        _("We don’t accept addresses at {0}. Your email address hasn’t changed."),
        WayOn.SETTINGS,
    ),
    "ssr.registration.denied": EndWords(
        "warn",
        "ban",
        # Translators: end page, heading
        _("We can’t create this account"),
        # Translators: end page, text
        _("You can’t sign up with these details. Check them, or ask your administrator."),
        WayOn.SIGN_UP,
    ),
    "ssr.address.taken_at_finish": EndWords(
        "info",
        "user-check",
        # Translators: end page, heading
        _("You already have an account"),
        # Translators: end page, text; {0} is an email address
        _("You’ve confirmed {0}, but an account already uses it. Sign in to that account."),
    ),
    "idx.recovery.completed": EndWords(
        "ok",
        "check",
        # Translators: end page, heading
        _("Password changed"),
        # Translators: end page, text
        _("Sign in with your new password. You’re signed out everywhere else."),
    ),
    "oie.selfservice.unlock_user.success.message": EndWords(
        "ok",
        "check",
        # Translators: end page, heading
        _("Your account is unlocked"),
        # Translators: end page, text
        _("Sign in as usual. Your password hasn’t changed."),
    ),
    "idx.email.verification.required": EndWords(
        "info",
        "mail",
        # Translators: end page, heading
        _("Confirm your email to finish"),
        # Translators: end page, text
        _("Open the link in the email we sent. Then your account is ready."),
        WayOn.NONE,
    ),
    "idx.error.code.user_not_assigned": EndWords(
        "warn",
        "user",
        # Translators: end page, heading; {0} is the app
        _("You don’t have access to {0} yet"),
        # Translators: end page, text; {1} is the app’s owner
        _("Ask {1} for access."),
        WayOn.NONE,
    ),
    "idx.error.user.not.assigned.to.app": EndWords(
        "warn",
        "user",
        # Translators: end page, heading; {0} is the app
        _("You don’t have access to {0} yet"),
        # Translators: end page, text
        _("Ask your administrator for access."),
        WayOn.NONE,
    ),
    "ssr.consent.declined": EndWords(
        "info",
        "info",
        # Translators: end page, heading
        _("Nothing was shared"),
        # Translators: end page, text
        _("You didn’t allow access, so the app learned nothing about you."),
        WayOn.NONE,
    ),
    "ssr.request.answered": EndWords(
        "info",
        "check",
        # Translators: end page, heading
        _("You’re already signed in"),
        # Translators: end page, text
        _("You’ve already answered this app’s request. Open the app again, or choose it on your apps page."),
        WayOn.HOME,
    ),
    "ssr.security.undone": EndWords(
        "ok",
        "check",
        # Translators: end page, heading
        _("Changes undone"),
        # Translators: end page, text
        _("You’re signed out everywhere. Choose a new password to sign in again."),
        WayOn.RECOVER,
    ),
    "ssr.email.undo_failed": EndWords(
        "warn",
        "mail",
        # Translators: end page, heading
        _("We can’t undo the changes yet"),
        # Translators: end page, text
        _("Another account uses this address. Change its address, then open the link again."),
    ),
    "idx.expired.activation.token": EndWords(
        "warn",
        "hourglass",
        # Translators: end page, heading
        _("This activation link has expired"),
        # Translators: end page, text
        _("Ask your administrator to send a new one."),
    ),
    "idx.missing.activation.token": EndWords(
        "info",
        "user-check",
        # Translators: end page, heading
        _("This activation link no longer works"),
        _(
            # Translators: end page, text
            "Your account may already be active, so try to sign in. If you can’t, ask your "
            "administrator for a new link."
        ),
    ),
    "ssr.cookies.off": EndWords(
        "warn",
        "cookie",
        # Translators: end page, heading
        _("Cookies are turned off"),
        # Translators: end page, text
        _("We need one cookie to remember where you are. Allow cookies for this site, then try again."),
        WayOn.RELOAD,
    ),
    "ssr.origin.wrong": EndWords(
        "warn",
        "ban",
        # Translators: end page, heading
        _("This form came from another website"),
        # Translators: end page, text; {0} is a web address
        _("We only accept forms from {0}. Open that address and try again."),
    ),
    "ssr.form.outdated": EndWords(
        "warn",
        "hourglass",
        # Translators: end page, heading
        _("This page sat open too long"),
        # Translators: end page, text
        _("Nothing was sent. Reload the page and try again."),
        WayOn.RELOAD,
    ),
    "ssr.signed_in_as_another": EndWords(
        "info",
        "user",
        # Translators: end page, heading
        _("Someone else is signed in"),
        # Translators: end page, text; {0} is an email address
        _("This browser is signed in as {0}. Sign out first to continue as someone else."),
        WayOn.SIGN_OUT,
    ),
    # Translators: end page, heading
    "ssr.cancelled": EndWords(
        "info",
        "info",
        # Translators: end page, heading
        _("You canceled"),
        # Translators: end page, text
        _("Nothing was changed."),
    ),
    "ssr.busy": EndWords(
        "warn",
        "clock",
        # Translators: end page, heading
        _("Lots of people are here right now"),
        # Translators: end page, text
        _("Wait a few seconds, then try again."),
        WayOn.RELOAD,
    ),
}
