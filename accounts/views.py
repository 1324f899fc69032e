"""The brand's style sheet and logo, under addresses that change with their content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.brand import current_brand, digest_of
from accounts.domain.logos import Logo, stored_logo

FOR_EVER = "public, max-age=31536000, immutable"
JUST_NOW = "public, max-age=60"
# An image that is opened as a page of its own still runs and loads nothing.
_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@require_safe
def style_sheet(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    """The brand's colors as custom properties."""
    css = current_brand().css
    if not css:
        raise Http404
    headers = {"Cache-Control": _cache_control(digest, digest_of(css))}
    return HttpResponse(css, content_type="text/css; charset=utf-8", headers=headers)


@require_safe
def logo(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    """The brand's logo, cleaned when it was saved."""
    text = current_brand().logo
    if not text:
        raise Http404
    return logo_response(stored_logo(text), digest)


def logo_response(logo: Logo, digest: str) -> HttpResponse:
    """Serve a logo that was requested by the digest in its address."""
    headers = {"Cache-Control": _cache_control(digest, logo.digest), "Content-Security-Policy": _POLICY}
    return HttpResponse(logo.content, content_type=logo.type, headers=headers)


def _cache_control(requested: str, present: str) -> str:
    """Return how long an answer may be kept: for ever under its very own address only.

    Right after a change, processes disagree for a second: an old address must not hold new content for ever.
    """
    return FOR_EVER if requested == present else JUST_NOW
