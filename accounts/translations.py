"""Words at the edge, in the language of the request. The domain knows keys and English texts only."""

from collections.abc import Iterable

from django.utils.translation import get_language, gettext

from accounts.domain.attributes import Attribute, Option
from accounts.domain.fields import Field
from accounts.domain.messages import entry, format_text
from accounts.domain.reference_data import DEFAULT_LANGUAGE, is_reference, options_for
from accounts.domain.security_questions import QUESTIONS


def say(key: str, params: Iterable[str] = ()) -> str:
    """Return the sentence of a catalogue key with its parameters put in; they are never translated."""
    return format_text(gettext(entry(key).text), tuple(params))


def translated(text: str) -> str:
    """Return the words for an English text or an administrator's own; gettext of nothing is a header."""
    return gettext(text) if text else ""


def language() -> str:
    """Return the code of the language in which texts are shown."""
    return get_language() or DEFAULT_LANGUAGE


def translated_options(of: Field | Attribute) -> tuple[Option, ...]:
    """Return the choices of a field or attribute, their titles in the language of the request."""
    if is_reference(of.type):
        return options_for(of.type, language())
    return tuple(Option(option.value, translated(option.title)) for option in of.options)


def asked(question: str) -> str:
    """Return the words of a security question: ours are translated, a user's own are as they wrote them."""
    return gettext(QUESTIONS[question]) if question in QUESTIONS else question
