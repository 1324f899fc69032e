"""The brand, read into one immutable snapshot."""

import hashlib
from dataclasses import dataclass

from accounts.configuration import BRAND, Snapshot
from accounts.domain.colors import stylesheet
from accounts.models import Brand

PATH = "/brand/"


@dataclass(frozen=True, slots=True)
class BrandView:
    """What pages and mails may know of the brand.

    ``css_url`` is empty while the colours are those of the pages' own style sheet: the page then needs no
    second request. ``logo_url`` is empty without a logo. Both addresses change with their content.
    """

    key: str
    name: str
    color: str
    accent: str
    logo: str
    support_email: str
    postal_address: str
    help_url: str
    privacy_url: str
    terms_url: str
    css: str = ""
    css_url: str = ""
    logo_url: str = ""


def _address(key: str, content: str, suffix: str) -> str:
    """The address under which the content may be kept for ever."""
    return f"{PATH}{key}.{digest_of(content)}.{suffix}" if content else ""


def digest_of(content: str) -> str:
    """Return the part of an address that changes with the content."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _load() -> BrandView:
    row = Brand.objects.first() or Brand()
    css = stylesheet(row.color, row.accent)
    return BrandView(
        row.key,
        row.name,
        row.color,
        row.accent,
        row.logo,
        row.support_email,
        row.postal_address,
        row.help_url,
        row.privacy_url,
        row.terms_url,
        css=css,
        css_url=_address(row.key, css, "css"),
        logo_url=_address(row.key, row.logo, "svg"),
    )


_brand = Snapshot(_load, frozenset({BRAND}))


def current_brand() -> BrandView:
    """Return the brand as it is today."""
    return _brand.get()
