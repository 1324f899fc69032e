"""The words of a message key in the language of the request. The domain knows keys only."""

from collections.abc import Iterable

from django.utils.translation import gettext

from accounts.domain.fields import Field, FieldType
from accounts.domain.messages import entry, format_text
from accounts.domain.missing import missing


def say(key: str, params: Iterable[str] = ()) -> str:
    """The text of a catalogue key with its parameters put in. Parameters are never translated."""
    return format_text(gettext(entry(key).text), tuple(params))


def translated(text: str) -> str:
    """An administrator's words or an English message id. Empty stays empty: gettext of it is a header."""
    return gettext(text) if text else ""


def missing_text(field: Field) -> str:
    """What the page says at once when a required field is left empty; the server's sentence is the same."""
    match field.type:
        case FieldType.PASSWORD:
            return say("error.password.required")
        case FieldType.CODE:
            return say("ssr.code.blank")
        case FieldType.EMAIL if field.path in ("identifier", "userProfile.email"):
            return say("ssr.email.required")
        case _:
            message = missing(field.type, field.label)
            return say(message.key, tuple(translated(param) for param in message.params))


def malformed_text() -> str:
    """What the page says when an address does not look like one."""
    return say("registration.error.invalidLoginEmail")
