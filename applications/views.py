"""The logos of apps, under addresses that change with their content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.domain.logos import Logo
from accounts.views import logo_response
from applications.models import Application


@require_safe
def logo(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    """The logo of an app, cleaned when it was saved; for everybody, as it stands on the sign-in page."""
    row = Application.objects.filter(key=key).only("logo", "logo_type").first()
    if row is None or not row.logo:
        raise Http404
    return logo_response(Logo(bytes(row.logo), row.logo_type), digest)
