"""Setting up and using authenticators other than the password and the e-mail."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "oie.authenticator.verify.error.fail": error(
        _("That could not be checked. Try again, or choose another way."), status=401
    ),
    "oie.authenticator.enroll.error.fail": error(_("That could not be set up. Try again.")),
    "authfactor.challenge.soft_token.invalid_passcode": error(
        _("That code is wrong. Enter the one your app shows now."), status=401
    ),
    "authfactor.challenge.soft_token.used_passcode": error(
        _("That code has been used. Wait for the next one."), status=401
    ),
    "api.factors.error.sms.invalid_phone": error(
        _("Enter a mobile number that can get text messages, with its country code.")
    ),
    "ssr.passkey.not_accepted": error(_("That passkey did not work. Try again, or choose another way."), 401),
    "ssr.passkey.taken": error(_("That passkey has been added already."), status=409),
    "ssr.security_question.length": error(_("Write a question of 1 to {0} characters.")),
    "ssr.security_question.answer_length": error(_("The answer needs {0} to {1} characters.")),
    "ssr.security_question.answer_in_question": error(_("The answer may not be part of the question.")),
    "ssr.security_question.wrong": error(_("That answer is wrong."), status=401),
    "ssr.recovery_code.wrong": error(_("That recovery code is wrong or has been used."), status=401),
    "ssr.access_code.wrong": error(_("That access code is wrong, has been used or has expired."), status=401),
    "ssr.authenticator.not_offered": error(_("Choose one of the ways on this page.")),
    "ssr.authenticator.last": error(
        _("This is the last way in that you have. Set up another one before you remove it."), 403
    ),
    "ssr.authenticator.required": error(_("You need this one here, so it cannot be removed."), status=403),
}
