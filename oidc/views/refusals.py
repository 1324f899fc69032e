"""Error pages for requests without a safe redirect: an unknown client, a foreign redirect URI."""

import logging

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.brand import current_brand
from oidc.services.authorization import FatalRequestError

logger = logging.getLogger(__name__)


def error_page(request: HttpRequest, fatal: FatalRequestError) -> HttpResponse:
    """Show that the app's link is wrong. The details are for its developer.

    On a developer's machine the page shows them. In production they go to the log: a list of registered
    addresses would help an attacker to find a hole in one (RFC 9700 §4.11).
    """
    client = fatal.client
    registered = client.redirect_uris.split() if client is not None else []
    asked_for = {"error": fatal.error, "client": request.GET.get("client_id", "")[:100]}
    logger.warning(
        "authorization request refused",
        extra={**asked_for, "redirect_uri": fatal.redirect_uri[:500], "registered": registered},
    )
    context = {
        "brand": current_brand(),
        "local": settings.EMBEDDED,
        "label": client.application.label if client is not None else "",
        "fatal": fatal,
        "registered": registered,
        "at": timezone.now(),
    }
    return render(request, "oidc/refused.html", context, status=400)
