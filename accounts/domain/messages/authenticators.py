"""Setting up and using authenticators other than the password and the e-mail."""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages.entry import Entry, error
from accounts.domain.messages.entry import gettext_noop as _

ENTRIES: Final[Mapping[str, Entry]] = {
    "authfactor.challenge.soft_token.invalid_passcode": error(
        _("That code is wrong. Enter the one your app shows now."), status=401
    ),
    "authfactor.challenge.soft_token.used_passcode": error(
        _("That code has been used. Wait for the next one."), status=401
    ),
    "api.factors.error.sms.invalid_phone": error(
        _("Enter a mobile number that can get text messages, with its country code.")
    ),
    "ssr.phone.unavailable": error(_("This server sends no text messages, so phones cannot be added."), 403),
    "ssr.passkey.refused": error(_("That passkey did not work. Try again, or choose another way."), 401),
    "ssr.passkey.expired": error(_("That took too long. Try again."), status=401),
    "ssr.passkey.not_user_verified": error(
        _("Your device has to ask for its fingerprint, face or PIN. Try again, or use another passkey."), 401
    ),
    "ssr.passkey.exists": error(_("That passkey has been added already."), status=409),
    "ssr.security_question.length": error(_("Write a question of 1 to {0} characters.")),
    "ssr.security_question.answer_length": error(_("The answer needs {0} to {1} characters.")),
    "ssr.security_question.answer_in_question": error(_("The answer may not be part of the question.")),
    "ssr.security_question.wrong": error(_("That answer is wrong."), status=401),
    "ssr.recovery_code.wrong": error(_("That recovery code is wrong or has been used."), status=401),
    "ssr.access_code.wrong": error(_("That access code is wrong, has been used or has expired."), status=401),
    "ssr.authenticator.exists": error(_("You have set this up already."), status=409),
}
