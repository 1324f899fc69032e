"""Readers for text and for what is written as text: addresses, web pages, phone numbers."""

from collections.abc import Callable
from typing import Final
from urllib.parse import SplitResult, urlsplit

from accounts.domain.attributes import Attribute, AttributeType
from accounts.domain.domain_names import InvalidDomain, ascii_domain
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.patterns import matches
from accounts.domain.phone_numbers import InvalidPhone, parse_phone, written
from accounts.domain.text import UnsafeText, clean_text
from accounts.domain.values.asked import Problem, ReadContext

# Beyond these no attribute may go, whatever its definition says.
MAX_TEXT: Final = 4096
MAX_LONG_TEXT: Final = 20_000
MAX_URL: Final = 2048

TextReader = Callable[[str, ReadContext], str | Problem]


def read_text(attribute: Attribute, raw: object, context: ReadContext) -> str | Problem:
    """Clean, then give to the reader of the type, then measure and match what came out."""
    if not isinstance(raw, str):
        return context.wrong_type()
    if len(raw) > max_length_of(attribute):
        return _too_long(attribute, context)
    if attribute.type in (AttributeType.EMAIL, AttributeType.PHONE):
        # Their readers say what is wrong better than "a character that cannot be stored".
        value = _READERS[attribute.type](raw, context)
        return value if isinstance(value, Problem) else _fitting(attribute, value, context)
    try:
        text = clean_text(raw, multiline=attribute.type is AttributeType.LONG_TEXT)
    except UnsafeText:
        return context.problem("ssr.text.characters")
    read = _READERS.get(attribute.type)
    value = read(text, context) if read else text
    return value if isinstance(value, Problem) else _fitting(attribute, value, context)


def max_length_of(attribute: Attribute) -> int:
    """The hard cap in code points for raw text, spaces at its ends included."""
    return MAX_LONG_TEXT if attribute.type is AttributeType.LONG_TEXT else MAX_TEXT


def _fitting(attribute: Attribute, value: str, context: ReadContext) -> str | Problem:
    if attribute.max_length is not None and len(value) > attribute.max_length:
        return _too_long(attribute, context)
    if attribute.min_length is not None and len(value) < attribute.min_length:
        params = (str(attribute.min_length), context.label)
        return Problem("registration.model.validation.field.string.too.short", params)
    if attribute.pattern and not matches(attribute.pattern, value):
        return _mismatch(attribute, context)
    return value


def _too_long(attribute: Attribute, context: ReadContext) -> Problem:
    most = max_length_of(attribute) if attribute.max_length is None else attribute.max_length
    return Problem("registration.model.validation.field.string.too.long", (str(most), context.label))


def _mismatch(attribute: Attribute, context: ReadContext) -> Problem:
    if attribute.pattern_message:
        return Problem("ssr.text.pattern", (attribute.pattern_message,))
    return context.problem("registration.error.doesNotMatchPattern")


def _email(text: str, _asked: ReadContext) -> str | Problem:
    try:
        return parse_email(text).display
    except InvalidEmail as error:
        return Problem(error.code, error.params)


def _phone(text: str, context: ReadContext) -> str | Problem:
    try:
        return written(parse_phone(text, context.default_country))
    except InvalidPhone as error:
        return context.problem(error.code)


def _url(text: str, context: ReadContext) -> str | Problem:
    """http and https only; a missing scheme is added, the host is written in ASCII."""
    wrong = context.problem("ssr.url.format")
    if len(text) > MAX_URL or any(char.isspace() or char in '<>"\\^`{|}' for char in text):
        return wrong
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        return _web_address(parts) or wrong
    except (ValueError, InvalidDomain):
        return wrong


def _web_address(parts: SplitResult) -> str:
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc or not parts.hostname:
        return ""
    port = "" if parts.port is None else f":{parts.port}"
    return parts._replace(netloc=f"{ascii_domain(parts.hostname)}{port}").geturl()


_READERS: Final[dict[AttributeType, TextReader]] = {
    AttributeType.EMAIL: _email,
    AttributeType.URL: _url,
    AttributeType.PHONE: _phone,
}
