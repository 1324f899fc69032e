"""What a page says about an input before the server does: the same sentences, at once."""

from accounts.domain.fields import Field, FieldType
from accounts.domain.required_messages import missing
from accounts.translations import say, translated


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
