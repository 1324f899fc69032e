"""The icon that browsers ask for on their own where a page names none, as in the administration."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static


def favicon(_request: HttpRequest) -> HttpResponse:
    """Point at the one icon there is."""
    return HttpResponseRedirect(static("favicon.svg"))
