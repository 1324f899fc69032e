"""Email addresses: parsed, normalised, validated and compared in this one place.

Django's own validator lets through bare hosts, IP literals, bidirectional overrides and percent-encoded line
breaks, and hands a comma on to the mail header. An address here is narrower on purpose: an ASCII dot-atom
before the @ (RFC 5322 §3.2.3) and a public domain name after it (IDNA 2008, RFC 5891).
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from accounts.domain.domain_names import InvalidDomain, ascii_domain
from accounts.domain.text import remove_format_characters, trim

MIN_LENGTH: Final = 5
MAX_LENGTH: Final = 254
MAX_LOCAL_LENGTH: Final = 64

NOT_AN_ADDRESS: Final = "registration.error.invalidLoginEmail"
TOO_LONG: Final = "ssr.email.too_long"
NOT_ASCII: Final = "ssr.email.characters"
CURLY_APOSTROPHE: Final = "ssr.email.apostrophe"
INVISIBLE: Final = "ssr.email.invisible"

# Without % and !, which RFC 5322 has: relays once read them as routes, and %0d%0a waits to be a line break.
_ATOM: Final = r"[A-Za-z0-9#$&'*+/=?^_`{|}~-]+"
_DOT_ATOM: Final = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_FORMULA_STARTS: Final = "=+-@"
# What keyboards and word processors put for a straight apostrophe.
_APOSTROPHES: Final = re.compile("[\u2018\u2019\u201b\u02bc\u2032\u00b4\uff07]")


class InvalidEmail(ValueError):
    """The text is not an address we can send mail to; `code` and `params` name the message."""

    def __init__(self, code: str = NOT_AN_ADDRESS, params: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address in the three forms we need.

    `display` is what we mail to and show, `normal` is the form that is compared and unique, `domain` is the
    ASCII lower-case domain that allow-lists look at.
    """

    display: str
    normal: str
    domain: str

    def masked(self) -> str:
        """Return the address as a hint for unproved visitors: ``a•••r@example.com``."""
        local, _, domain = self.display.rpartition("@")
        last = local[-1] if len(local) > 2 else ""
        return f"{local[0]}•••{last}@{domain}"

    def __str__(self) -> str:
        return self.display


def parse_email(raw: str) -> EmailAddress:
    """Read an address as a user typed it. Raises InvalidEmail."""
    text = unicodedata.normalize("NFC", trim(_measured(raw)))
    local, at, domain = text.partition("@")
    if not at or "@" in domain:
        raise _not_an_address()
    _check_local(local)
    public = _public_domain(domain)
    normal = f"{local.lower()}@{public}"
    if not MIN_LENGTH <= len(normal) <= MAX_LENGTH:
        raise InvalidEmail(TOO_LONG, (str(MAX_LENGTH),)) if len(normal) > MAX_LENGTH else _not_an_address()
    return EmailAddress(display=f"{local}@{public}", normal=normal, domain=public)


def _measured(raw: str) -> str:
    # Twice the limit leaves room for spaces around a pasted address and keeps normalisation cheap.
    if len(raw) > 2 * MAX_LENGTH:
        raise InvalidEmail(TOO_LONG, (str(MAX_LENGTH),))
    return raw


def _check_local(local: str) -> None:
    if not local.isascii():
        raise InvalidEmail(_unusual(local))
    if len(local) > MAX_LOCAL_LENGTH or not _DOT_ATOM.fullmatch(local):
        raise _not_an_address()
    # A spreadsheet would run such a cell as a formula, and no mailbox provider hands out such names.
    if local[0] in _FORMULA_STARTS:
        raise _not_an_address()


def _unusual(local: str) -> str:
    """Return the message for a local part that is not in ASCII."""
    if not _APOSTROPHES.sub("", local).isascii():
        return NOT_ASCII if not remove_format_characters(local).isascii() else INVISIBLE
    return CURLY_APOSTROPHE


def _public_domain(domain: str) -> str:
    try:
        return ascii_domain(domain)
    except InvalidDomain as error:
        raise _not_an_address() from error


def _not_an_address() -> InvalidEmail:
    # Existing clients look for exactly this parameter to find their own translation.
    return InvalidEmail(NOT_AN_ADDRESS, ("Email",))
