"""The brand, read into one immutable snapshot."""

from dataclasses import dataclass

from accounts.configuration import Snapshot
from accounts.models import Brand


@dataclass(frozen=True, slots=True)
class BrandView:
    """What pages and mails may know of the brand."""

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


def _load() -> BrandView:
    row = Brand.objects.first() or Brand()
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
    )


_brand = Snapshot(_load)


def current_brand() -> BrandView:
    """Return the brand as it is today."""
    return _brand.get()
