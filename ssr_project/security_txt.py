"""RFC 9116: where to tell us about a hole."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.page_paths import page_path

LIFETIME = timedelta(days=180)


def security_txt(_request: HttpRequest) -> HttpResponse:
    """Give the contact of this deployment, good for half a year from now."""
    expires = (datetime.now(UTC) + LIFETIME).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {contact()}",
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        "Preferred-Languages: en",
        f"Canonical: {settings.PUBLIC_URL}{page_path('security_txt')}",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


def contact() -> str:
    """Return the configured address as a URI, or the sender of our mails."""
    return settings.SECURITY_CONTACT or f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
