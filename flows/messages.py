"""Messages of sign-in, sign-up, recovery and account changes, for users."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import register
from accounts.domain.messages.entry import Entry, error, info, success, warning
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "errors.E0000119": error(
        # Translators: sign-in page, error
        _("This account is locked after too many wrong passwords. Try again later, or unlock it by email."),
        status=403,
    ),
    "security.access_denied": error(
        # Translators: error, a policy denies the sign-in
        _("You can’t sign in from here right now. Ask your administrator if you need access."),
        status=403,
    ),
    "ssr.identity_provider.cancelled": warning(
        # Translators: sign-in page, {0} is an identity provider such as Google
        _("You canceled the sign-in with {0}. Try again, or choose another way.")
    ),
    "ssr.identity_provider.unavailable": error(
        # Translators: sign-in page, {0} is an identity provider such as Google
        _("{0} can’t be reached right now. Try again in a moment, or choose another way."),
        status=503,
    ),
    "ssr.identity_provider.rejected": error(
        # Translators: sign-in page, {0} is an identity provider such as Google
        _("The sign-in with {0} couldn’t be verified. Try again, or choose another way.")
    ),
    "ssr.identity_provider.not_expected": warning(
        # Translators: sign-in page, a response of an identity provider came twice or to another browser
        _("That response isn’t expected anymore. Start again here.")
    ),
    "ssr.identity_provider.no_account": error(
        # Translators: sign-in page, {0} is an account at an identity provider
        _("No account here is linked to {0}. Sign in another way, then link it on your security page.")
    ),
    "ssr.identity_provider.other_account": error(
        # Translators: sign-in page, {0} is an account at an identity provider
        _("{0} isn’t linked to your account. Choose the account that you linked.")
    ),
    "ssr.identity_provider.linked_elsewhere": error(
        # Translators: security page, {0} is an account at an identity provider
        _("{0} is already linked to an account here. Choose another one.")
    ),
    "ssr.identity_provider.changed": error(
        # Translators: end of a sign-up or sign-in
        _("The settings of the identity provider changed in the meantime. Start again."),
        status=409,
    ),
    "ssr.identity_provider.linked_meanwhile": error(
        # Translators: end of a sign-up, {0} is an account at an identity provider
        _("{0} was linked to another account in the meantime. Start again to sign in with it."),
        status=409,
    ),
    "ssr.identity_provider.sign_in_to_link": info(
        # Translators: sign-in page, {0} is an account at an identity provider
        _("This address already has an account. Sign in to it to link {0}.")
    ),
    # The administrator's own words, and nothing else.
    "security.access_denied_custom_message": error("{0}", status=403),
    "oie.assurance.unsatisfiable": error(
        _(
            # Translators: error, {0} is the app
            "{0} needs more sign-in methods than you have, and you can’t add them here. Ask your "
            "administrator for help."
        ),
        status=403,
    ),
    "oie.selfservice.reset.password.not.allowed": error(
        # Translators: password reset, error
        _("You can’t choose a new password here. Ask your administrator for one."),
        status=403,
    ),
    "oie.selfservice.user.unlock.not.allowed": error(
        # Translators: account unlock, error
        _("You can’t unlock your account here. Ask your administrator to unlock it."),
        status=403,
    ),
    "idx.error.code.user_not_assigned": error(
        # Translators: error, {0} is the app, {1} its owner
        _("You don’t have access to {0}. Ask {1} for access."),
        status=403,
    ),
    "idx.error.user.not.assigned.to.app": error(
        # Translators: error, {0} is the app
        _("You don’t have access to {0}. Ask your administrator for access."),
        status=403,
    ),
    # Translators: consent page, error after “Don’t allow”
    "ssr.consent.declined": error(_("You didn’t allow access, so we shared nothing."), status=403),
    "ssr.settings.not_allowed": error(
        # Translators: security page, error
        _("You can’t change this yourself. Ask your administrator."),
        status=403,
    ),
    # Translators: security page, success; {0} is a sign-in method, for example “Authenticator app”
    "ssr.account.added": success(_("{0} added.")),
    # Translators: security page, success; {0} is an account, for example “Google · ada@example.com”
    "ssr.account.linked": success(_("{0} linked. You can sign in with it now.")),
    # Translators: security page, success
    "ssr.account.password_changed": success(_("Password saved. You’re signed out everywhere else.")),
    "ssr.sign_up.signed_in": info(
        # Translators: sign-up page, notice; {0} is an email address
        _("You’re already signed in as {0}. To create another account, sign out first.")
    ),
    # Translators: security page, success after a check of who you are
    "ssr.identity.confirmed": success(_("Thanks, we know it’s you.")),
    # Translators: page of a further check, success of the first
    "ssr.proof.one_more": success(_("That’s right. One more check.")),
    "ssr.leaving.begun": success(
        _(
            # Translators: account deletion, success; {0} is an email address
            "Your account is turned off. We’ll delete it in 7 days, unless you open the link we "
            "emailed to {0}."
        )
    ),
    # Translators: account deletion undone, success
    "ssr.leaving.undone": success(_("You’ve kept your account. Sign in as usual.")),
    "ssr.leaving.too_late": error(
        # Translators: account deletion, error of an old link
        _("There’s nothing to undo. The account is in use or has been deleted."),
        status=409,
    ),
    # Translators: page of an app that a user may join, notice; {0} is the app
    "ssr.app.join": info(_("Your account {1} has no access to {0} yet. You can join now.")),
    # Translators: page of a code, notice; {0} is the app
    "ssr.app.wants_address": info(_("{0} needs a confirmed email address. Enter the code to confirm yours.")),
    "oie.authenticator.verify.error.fail": error(
        # Translators: sign-in page, error
        _("We couldn’t check that. Try again, or choose another way."),
        status=401,
    ),
    # Translators: set-up page, error
    "oie.authenticator.enroll.error.fail": error(_("We couldn’t set that up. Try again.")),
    "authfactor.challenge.soft_token.invalid_passcode": error(
        # Translators: authenticator app, error
        _("That code isn’t right. Enter the code your app shows now."),
        status=401,
    ),
    "authfactor.challenge.soft_token.used_passcode": error(
        # Translators: authenticator app, error
        _("You’ve already used that code. Wait for the next one."),
        status=401,
    ),
    "api.factors.error.sms.invalid_phone": error(
        # Translators: phone set-up, error
        _("Enter a mobile number that can get texts, with its country code.")
    ),
    # Translators: passkey, error
    "ssr.passkey.not_accepted": error(_("That passkey didn’t work. Try again, or choose another way."), 401),
    # Translators: passkey set-up, error
    "ssr.passkey.taken": error(_("You’ve already added that passkey."), status=409),
    # Translators: security question, error
    "ssr.security_question.wrong": error(_("That answer isn’t right. Try again."), status=401),
    "ssr.recovery_code.wrong": error(
        # Translators: recovery code, error
        _("That recovery code is wrong or already used. Try another one."),
        status=401,
    ),
    "ssr.access_code.wrong": error(
        # Translators: temporary access code, error
        _("That access code is wrong, already used or out of date. Ask your administrator for a new one."),
        status=401,
    ),
    # Translators: list of sign-in methods, error
    "ssr.authenticator.not_offered": error(_("Choose one of the options on this page.")),
    "ssr.authenticator.last": error(
        # Translators: security page, error
        _("This is your only sign-in method. Set up another one before you remove it."),
        403,
    ),
    "ssr.authenticator.required": error(
        # Translators: security page, error
        _("Your account needs this sign-in method, so you can’t remove it."),
        status=403,
    ),
    # Translators: page of the emailed code, notice; {0} is an email address
    "ssr.mail.sent": info(_("We sent a new email to {0}. Only the newest one works.")),
    # Translators: page of the texted code, notice; {0} is a phone number
    "ssr.text.sent": info(_("We sent a new code to {0}. Only the newest one works.")),
    # Translators: confirmation page, success
    "ssr.email.confirmed": success(_("You’ve confirmed your email address.")),
    # Translators: page of the emailed code, error; {0} is an email address
    "ssr.mail.bounced": warning(_("An email to {0} came back. Check the spelling of the address.")),
    # Translators: page of the emailed code, error
    "ssr.resend.too_soon": error(_("You can ask for another email in {0} seconds."), status=429),
    # Translators: page of the texted code, error
    "ssr.resend.text_too_soon": error(_("You can ask for another text in {0} seconds."), status=429),
    # Translators: page of the emailed code, error
    "E0000118": error(_("We just sent an email. Wait 5 seconds, then try again."), status=429),
    # Translators: page of the texted code, error
    "errors.E0000109": error(_("We just sent a text. Wait 30 seconds, then try again."), status=429),
    "ssr.mail.use_newest": info(
        # Translators: page of the emailed code, error
        _("We’ve sent several emails to this address. Enter the code from the newest one.")
    ),
    "ssr.mail.too_many": error(
        # Translators: page of the emailed code, error; {0} is a time such as “2 hours”
        _("We’ve sent several emails to this address. You can ask for another one in {0}."),
        status=429,
    ),
    "ssr.mail.too_many_here": error(
        # Translators: page of the emailed code, error
        _("We can’t send you more emails right now. Check your spam folder, or start again."),
        status=429,
    ),
    "idx.return.link.expired": error(
        # Translators: emailed link, error
        _("This link has expired. Go back to the page where you started and ask for a new email.")
    ),
    # Translators: emailed link, error
    "idx.return.stale": error(_("A newer email was sent. Use the link or the code in that one.")),
    "idx.return.error": error(
        # Translators: emailed link, error
        _("This link doesn’t work here. Go back to the page where you started and enter the code instead.")
    ),
    # Translators: change of the email address, error
    "ssr.email.same": error(_("You already use this address. Enter a different one.")),
    # Translators: undo link, success
    "ssr.security.undone": success(_("We’ve undone the changes. You’re signed out everywhere.")),
    "ssr.email.undo_failed": error(
        # Translators: undo link, error
        _("We can’t undo this change. Another account now uses the old address."),
        status=409,
    ),
    # Translators: emailed link, error
    "ssr.link.used": error(_("This link has been used. If that was you, sign in.")),
    "ssr.link.mangled": error(
        # Translators: emailed link, error
        _("This link is incomplete. Copy the whole link from the email, or enter the code instead.")
    ),
    # Translators: emailed link, notice
    "idx.transferred.to.new.tab": info(_("You’ve continued in another tab. You can close this one.")),
    "idx.enter.otp.in.original.tab": info(
        # Translators: emailed link in another browser, notice
        _("Enter the code {0} on the page where you started. If you didn’t ask for it, do nothing.")
    ),
    # Translators: activation link, error
    "idx.expired.activation.token": error(_("This activation link has expired. Ask for a new one.")),
    "idx.missing.activation.token": error(
        # Translators: activation link, error
        _("This activation link doesn’t work. If your account is already active, sign in.")
    ),
    # Translators: recovery link, error
    "errors.E0000105": error(_("This recovery link has been used or has expired. Ask for a new one."), 403),
    # Translators: emailed link, error
    "errors.E0000110": error(_("This link has been used or isn’t valid. Ask for a new one."), status=403),
    # Translators: new password, error
    "ssr.password.same": error(_("Choose a password that’s different from your current one.")),
    # Translators: new password, error
    "ssr.password.used_before": error(_("Choose a password that’s different from your last {0}.")),
    "ssr.password.too_soon": error(
        # Translators: new password, error; {0} is a time
        _("You changed your password recently. You can change it again at {0}."),
        status=403,
    ),
    "ssr.password.breached": error(
        # Translators: new password, error
        _("This password appeared in a data leak. Try three or four unrelated words.")
    ),
    # Translators: notice after the sign-in
    "idx.password.expiring.message": warning(_("Days left to change your password: {0}.")),
    # Translators: sign-in page, success after a password reset
    "idx.recovery.completed": success(_("Password changed. Sign in with your new password.")),
    # Translators: sign-in page, success after an unlock
    "oie.selfservice.unlock_user.success.message": success(_("Your account is unlocked. Sign in as usual.")),
    "registration.error.notUniqueWithinOrg": error(
        # Translators: sign-up form, error; {0} is the label of the field
        _("An account already uses this {0|inline}. Sign in, or enter a different one.")
    ),
    "idx.error.registration.unavailable": error(
        # Translators: sign-up page, error
        _("Sign-up isn’t available right now. Try again later, or ask your administrator."),
        status=403,
    ),
    "oie.registration.is.not.enabled": error(
        # Translators: sign-up page, error
        _("You can’t sign up here. Ask your administrator for an invitation."),
        status=403,
    ),
    # Translators: sign-up, notice
    "idx.email.verification.required": info(_("To finish, open the link in the email we sent you.")),
    "ssr.registration.denied": error(
        # Translators: sign-up form, error
        _("You can’t sign up with these details. Check them, or ask your administrator."),
        status=403,
    ),
    # Translators: sign-up, success
    "ssr.registration.completed": success(_("Your account is ready.")),
    "ssr.address.taken_at_finish": info(
        # Translators: sign-up, notice; {0} is an email address
        _("You’ve confirmed {0}, but an account already uses it. Sign in to that account."),
        status=409,
    ),
    "ssr.email.new_domain_not_allowed": error(
        # Translators: change of the email address, error; {0} is a domain
        _("You can’t use an address at {0} here. Use a different address, or ask your administrator.")
    ),
    # Translators: sign-in page, notice; {0} is what was typed
    "idx.unknown.user": info(_("There’s no account with the username {0}."), status=400),
    # Translators: sign-in page, error of the empty field
    "error.password.required": error(_("Enter your password.")),
    # Translators: sign-in page, error
    "errors.E0000004": error(_("We couldn’t sign you in. Check your details and try again."), status=401),
    # Translators: sign-in page, error
    "incorrectPassword": error(_("That password isn’t right. Try again, or reset it."), status=401),
    "api.authn.error.PASSCODE_INVALID": error(
        # Translators: page of a code, error
        _("That code isn’t right. Check the newest message and try again."),
        status=401,
    ),
    # Translators: page of a code, error
    "ssr.code.expired": error(_("That code has run out. Ask for a new one."), status=401),
    # Translators: page of a code, error
    "ssr.code.spent": error(_("You entered too many wrong codes. Ask for a new one."), status=401),
    # Translators: page of a code, error of the empty field
    "ssr.code.blank": error(_("Enter the 6-digit code.")),
    # Translators: page of a code, error
    "ssr.code.format": error(_("Enter all 6 digits of the code.")),
    # Translators: sign-up finished in two tabs, notice
    "ssr.unsaved.password": info(_("We saved the password you sent first. The other one wasn’t saved.")),
    # Translators: sign-up finished in two tabs, notice
    "ssr.unsaved.answers": info(_("You finished in another tab. We didn’t save what you typed in this tab.")),
    # Translators: sign-in page, notice; {0} is an email address
    "ssr.signed_in_as_another": info(_("You’re signed in as {0}. Sign out to use another account.")),
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
    # Translators: any page, notice
    "ssr.form.outdated": info(_("That page was out of date. Continue from here."), status=409),
    # Translators: sign-up form, notice above the form: an answer adds fields that were hidden before
    "ssr.form.more_fields": info(_("Your answers add to this form. Fill in what’s new, then continue.")),
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

register(ENTRIES)
