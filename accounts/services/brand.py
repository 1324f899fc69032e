"""The brand: names, links, colours and the logo, cleaned before it is kept."""

from datetime import datetime

from django.db import transaction

from accounts.configuration import raise_version
from accounts.domain.colors import is_color
from accounts.domain.svg import clean_svg
from accounts.domain.violations import Violation
from accounts.events import Entry, id_of, record
from accounts.models import Brand, User
from accounts.services.refusals import insist


def check_brand(brand: Brand) -> tuple[Violation, ...]:
    """Return what is wrong with the colours or the logo. Contrast never is: the shades are derived."""
    violations = [
        Violation(name, "ssr.brand.color")
        for name in ("color", "accent")
        if not is_color(getattr(brand, name).lower())
    ]
    if brand.logo.strip():
        violations += clean_svg(brand.logo).violations
    return tuple(violations)


def save_brand(brand: Brand, *, actor: User | None, now: datetime) -> Brand:
    """Write the brand. Raises Refusal."""
    insist(check_brand(brand))
    brand.color, brand.accent = brand.color.lower(), brand.accent.lower()
    brand.logo = clean_svg(brand.logo).text if brand.logo.strip() else ""
    with transaction.atomic():
        raise_version()
        brand.save()
        record([Entry("system.brand.update", actor_id=id_of(actor), target=f"brand:{brand.pk}")], now=now)
    return brand
