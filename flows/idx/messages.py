"""Messages and other small shapes of the wire: the words in the client's language, and their keys."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from accounts.domain.messages import Message, MessageClass, format_text
from accounts.domain.messages.entry import gettext_noop as _
from accounts.domain.violations import Violation
from accounts.translations import say, translated

Json = dict[str, Any]
ByPath = Mapping[str, tuple[Violation, ...]]


def message_object(message: Message) -> Json:
    """One message; ``params`` fill the client's own translation and are never translated here."""
    message = as_reference(message)
    return {
        "message": text_of(message),
        "i18n": {"key": message.key, "params": list(message.params)},
        # Clients know two classes: something went wrong, or here is something to know.
        "class": (MessageClass.ERROR if message.cls is MessageClass.ERROR else MessageClass.INFO).value,
    }


def message_array(messages: Iterable[Message]) -> Json:
    """Messages as the protocol nests them."""
    return array([message_object(message) for message in messages])


def array(values: list[Json]) -> Json:
    """A list as the protocol nests it."""
    return {"type": "array", "value": values}


def instant(moment: datetime) -> str:
    """ISO 8601 with milliseconds, as clients of the protocol expect it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def by_path(violations: Iterable[Violation]) -> ByPath:
    """Sort violations by the field they are about, in the order in which they were found."""
    sorted_out: dict[str, tuple[Violation, ...]] = {}
    for violation in violations:
        sorted_out[violation.field] = (*sorted_out.get(violation.field, ()), violation)
    return sorted_out


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
