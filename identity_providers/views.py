"""The logos of identity providers, under addresses that change with their content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.domain.logos import Logo
from accounts.views import logo_response
from identity_providers.models import IdentityProvider


@require_safe
def logo(request: HttpRequest, public_id: str, digest: str) -> HttpResponse:
    """Return the logo of a provider, cleaned when it was saved. The sign-in page shows it to everyone."""
    row = IdentityProvider.objects.filter(public_id=public_id).only("logo", "logo_type").first()
    if row is None or not row.logo:
        raise Http404
    return logo_response(Logo(bytes(row.logo), row.logo_type), digest)
