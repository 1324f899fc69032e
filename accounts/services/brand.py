"""The brand: names, links, colours and the logo, cleaned before it is kept."""

from datetime import datetime

from django.db import transaction

from accounts.configuration import BRAND, raise_version
from accounts.domain.colors import is_color
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.svg import clean_svg
from accounts.domain.text import is_blank
from accounts.domain.violations import Violation
from accounts.events import Entry, acting, record
from accounts.models import Brand, User
from accounts.services.refusals import raise_if
from accounts.services.text_columns import clean_text_columns
from accounts.services.versions import save_version


def check_brand(brand: Brand) -> tuple[Violation, ...]:
    """Return what is wrong with the colours or the logo. Contrast never is: the shades are derived."""
    violations = [*clean_text_columns(brand, leave=("color", "accent", "logo", "support_email"))]
    violations += _read_address(brand)
    violations += [
        Violation(name, "ssr.brand.color")
        for name in ("color", "accent")
        if not is_color(getattr(brand, name).lower())
    ]
    if brand.logo.strip():
        violations += clean_svg(brand.logo).violations
    return tuple(violations)


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
    brand.logo = clean_svg(brand.logo).text if brand.logo.strip() else ""
    with transaction.atomic():
        raise_version(BRAND)
        save_version(brand)
        updated = Entry("system.brand.update", actor=acting(actor), targets=(brand.event_target,))
        record([updated], now=now)
    return brand
