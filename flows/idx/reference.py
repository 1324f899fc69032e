"""Keys and texts of the protocol's reference, where the hosted pages have words of their own.

Clients print these texts and look for these keys. The hosted pages can say more: what to do next.
"""

from collections.abc import Mapping
from typing import Final

from accounts.domain.messages import Message, format_text
from accounts.domain.messages.entry import gettext_noop as _
from accounts.translations import say, translated

TEXTS: Final[Mapping[str, str]] = {
    "errors.E0000004": _("Authentication failed"),
    "idx.unknown.user": _("There is no account with the Username {0}."),
    "api.authn.error.PASSCODE_INVALID": _("Invalid code. Try again."),
    "registration.error.notUniqueWithinOrg": _("A user with this {0} already exists"),
    "registration.error.invalidLoginEmail": _("'{0}' must be in the form of an email address"),
    "idx.error.registration.unavailable": _("Registration is currently unavailable."),
    "idx.session.expired": _(
        "You have been logged out due to inactivity. Refresh or return to the sign in screen."
    ),
    "idx.email.verification.required": _("To finish signing in, check your email."),
    "tooManyRequests": _("Too many attempts. Try again later."),
    "model.validation.field.blank": _("This field cannot be left blank"),
    "E0000020": _("Bad request."),
    "E0000118": _("An email was recently sent. Please wait 5 seconds before trying again."),
    "errors.E0000109": _("An SMS message was recently sent. Please wait 30 seconds before trying again."),
}
"""Texts of keys that the reference and the hosted pages share."""

_KEYS: Final[Mapping[str, str]] = {
    "ssr.code.spent": "tooManyRequests",
    "ssr.tries.spent": "tooManyRequests",
    "ssr.resend.too_soon": "E0000118",
    "ssr.resend.text_too_soon": "errors.E0000109",
}
"""Keys of the reference for messages that the hosted pages say under keys of their own."""


def as_reference(message: Message) -> Message:
    """Return the message under the key that clients know, if it has one."""
    key = _KEYS.get(message.key)
    return message if key is None else Message(key)


def text_of(message: Message) -> str:
    """Return the message's text, in the language of the request."""
    text = TEXTS.get(message.key)
    return say(message.key, message.params) if text is None else format_text(translated(text), message.params)
