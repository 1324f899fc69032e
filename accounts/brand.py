"""The brand, read into one immutable snapshot."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.configuration_cache import BRAND, Snapshot, raise_version
from accounts.domain.colors import is_color, stylesheet
from accounts.domain.columns import read_fields
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.logos import read_logo_text, stored_logo
from accounts.domain.text import is_blank
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import Brand, User
from accounts.text_columns import clean_text_columns
from accounts.versions import save_version


@dataclass(frozen=True, slots=True)
class BrandView:
    """What pages and mails may know of the brand.

    ``css_url`` is empty while the colors are those of the pages' own style sheet: the page then needs no
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


def digest_of(content: str) -> str:
    """Return the part of an address that changes with the content."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def _load() -> BrandView:
    row = Brand.objects.first() or Brand()
    css = stylesheet(row.color, row.accent)
    return read_fields(
        BrandView,
        row,
        css=css,
        css_url=reverse("accounts:brand_css", args=(row.key, digest_of(css))) if css else "",
        logo_url=_logo_url(row) if row.logo else "",
    )


def _logo_url(row: Brand) -> str:
    logo = stored_logo(row.logo)
    return reverse(f"accounts:brand_logo_{logo.suffix}", args=(row.key, logo.digest))


_brand = Snapshot(_load, frozenset({BRAND}))


def current_brand() -> BrandView:
    """Return the brand as it is today."""
    return _brand.get()


def check_brand(brand: Brand) -> tuple[Violation, ...]:
    """Return what is wrong with the brand, whose address and logo are read in place.

    Contrast is never wrong: the shades are derived.
    """
    violations = [*clean_text_columns(brand, leave=("color", "accent", "logo", "support_email"))]
    violations += _read_address(brand)
    violations += [
        Violation(name, "ssr.brand.color")
        for name in ("color", "accent")
        if not is_color(getattr(brand, name).lower())
    ]
    return (*violations, *_read_logo(brand))


def _read_logo(brand: Brand) -> tuple[Violation, ...]:
    """Read the logo in place."""
    try:
        brand.logo = read_logo_text(brand.logo).text if not is_blank(brand.logo) else ""
    except ValidationFailed as failure:
        return failure.violations
    return ()


def _read_address(brand: Brand) -> tuple[Violation, ...]:
    """Read the support address in place."""
    if is_blank(brand.support_email):
        brand.support_email = ""
        return ()
    try:
        brand.support_email = parse_email(brand.support_email).display
    except InvalidEmail as invalid:
        return (Violation("support_email", invalid.code, invalid.params),)
    return ()


def save_brand(brand: Brand, *, actor: User | None, now: datetime) -> Brand:
    """Write the brand. Raises ValidationFailed."""
    raise_if(check_brand(brand))
    brand.color, brand.accent = brand.color.lower(), brand.accent.lower()
    with transaction.atomic():
        raise_version(BRAND)
        save_version(brand)
        updated = Entry("system.brand.update", actor=acting(actor), targets=(brand.event_target,))
        record([updated], now=now)
    return brand
