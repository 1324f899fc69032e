"""Ending a session."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.brand import current_brand
from accounts.middleware import live_session
from accounts.sessions import lifetime
from flows.hosted.cookies import new_binding, set_binding
from flows.hosted.responses import see_other


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session of this browser."""
    return signed_off(request, see_other(reverse("flows:signed_out")))


def signed_off(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """End the session of this browser, and return the answer that makes the browser forget it.

    Transactions begun here end too; the device's memory stays.
    """
    row = live_session(request)
    if row is not None:
        lifetime.sign_out(row, timezone.now())
    request.session.delete()
    response.delete_cookie(settings.SESSION_COOKIE_NAME, samesite="Lax")
    response["Clear-Site-Data"] = '"cache", "storage"'
    set_binding(response, new_binding())
    return response


@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that it is done."""
    return render(request, "flows/signed_out.html", {"brand": current_brand()})
