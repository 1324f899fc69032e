"""The brand's style sheet and logo, under addresses that change with their content."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.brand import current_brand, digest_of
from accounts.domain.logos import PNG, content_of, is_picture

FOR_EVER = "public, max-age=31536000, immutable"
JUST_NOW = "public, max-age=60"


@require_safe
def style_sheet(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    """The brand's colours as custom properties."""
    return _served(current_brand().css, "text/css; charset=utf-8", digest)


@require_safe
def logo(request: HttpRequest, key: str, digest: str) -> HttpResponse:
    """The brand's logo, cleaned when it was saved."""
    text = current_brand().logo
    return _served(text, PNG if is_picture(text) else "image/svg+xml; charset=utf-8", digest)


def _served(content: str, content_type: str, digest: str) -> HttpResponse:
    """Answer with today's content; only under its very own address may it be kept for long.

    Right after a change, processes disagree for a second: an old address must not hold new content for ever.
    """
    if not content:
        raise Http404
    kept = FOR_EVER if digest == digest_of(content) else JUST_NOW
    return HttpResponse(content_of(content), content_type=content_type, headers={"Cache-Control": kept})
