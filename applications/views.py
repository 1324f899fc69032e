"""The logos of apps, under addresses that change with their content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.views import FOR_EVER, JUST_NOW
from applications.models import Application

# An image that is opened as a page of its own still runs and loads nothing.
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
def logo(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    """The logo of an app, cleaned when it was saved; for everybody, as it stands on the sign-in page.

    Only under its very own address may it be kept for long: an old one must not hold new content for ever.
    """
    row = Application.objects.filter(key=key).only("logo", "logo_type", "logo_digest").first()
    if row is None or not row.logo:
        raise Http404
    headers = {
        "Cache-Control": FOR_EVER if digest == row.logo_digest else JUST_NOW,
        "Content-Security-Policy": _POLICY,
    }
    return HttpResponse(bytes(row.logo), content_type=row.logo_type, headers=headers)
