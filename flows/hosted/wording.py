"""The words of a message key in the language of the request. The domain knows keys only."""

from collections.abc import Iterable

from django.utils.translation import gettext

from accounts.domain.fields import Field, FieldType
from accounts.domain.messages import entry, format_text


def say(key: str, params: Iterable[str] = ()) -> str:
    """The text of a catalogue key with its parameters put in. Parameters are never translated."""
    return format_text(gettext(entry(key).text), tuple(params))


def translated(text: str) -> str:
    """An administrator's words or an English message id. Empty stays empty: gettext of it is a header."""
    return gettext(text) if text else ""


def missing_text(field: Field) -> str:
    """What the page says at once when a required field is left empty; the server's sentence is the same."""
    label = translated(field.label)
    match field.type:
        case FieldType.PASSWORD:
            return say(
                "error.password.required"
                if field.autocomplete == "current-password"
                else "ssr.password.blank"
            )
        case FieldType.CODE:
            return say("ssr.code.blank")
        case FieldType.BOOLEAN:
            return say("ssr.field.consent", (label,))
        case FieldType.CHOICE | FieldType.COUNTRY | FieldType.LANGUAGE | FieldType.TIME_ZONE:
            return say("ssr.field.choose", (label,))
        case _ if field.path == "identifier":
            return say("error.username.required")
        case _:
            return say("model.validation.field.blank.label", (label,))


def malformed_text() -> str:
    """What the page says when an address has no form of one."""
    return say("registration.error.invalidLoginEmail")
