"""Setting up and using authenticators other than the password and the e-mail."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
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
    # Translators: security question set-up, error
    "ssr.security_question.length": error(_("Enter a question with 1 to {0} characters.")),
    # Translators: security question set-up, error
    "ssr.security_question.answer_length": error(_("Enter an answer with {0} to {1} characters.")),
    # Translators: security question set-up, error
    "ssr.security_question.answer_in_question": error(_("Choose an answer that isn’t part of the question.")),
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
}
