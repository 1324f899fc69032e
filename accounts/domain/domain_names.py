"""Public domain names in one comparable form."""

import re
from typing import Final

import idna

# A name of digits only would be an IPv4 address; top-level domains are letters, or xn-- for other scripts.
_TOP_LEVEL: Final = re.compile(r"(?:[a-z]{2,63}|xn--[a-z0-9-]+)")
_MAX_LENGTH: Final = 253


class InvalidDomain(ValueError):
    """The text is not a domain name that the public DNS could hold."""


def ascii_domain(text: str) -> str:
    """The name in lower-case ASCII (IDNA 2008, RFC 5891); UTS 46 maps case and width first, as browsers do.

    Raises InvalidDomain, also for a bare host, an IP literal and a closing dot.
    """
    if len(text) > _MAX_LENGTH:
        raise InvalidDomain
    try:
        encoded = idna.encode(text, uts46=True, std3_rules=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidDomain from error
    _, dot, top_level = encoded.rpartition(".")
    if not dot or not _TOP_LEVEL.fullmatch(top_level):
        raise InvalidDomain
    return encoded
