"""Ending a session."""

from typing import Final
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.brand import current_brand
from accounts.middleware import live_session
from accounts.models import Session
from accounts.sessions import lifetime
from flows.hosted.cookies import new_binding, set_binding
from flows.hosted.outside import OutsideRedirect, with_query
from flows.hosted.responses import see_other
from identity_providers.protocol.client import end_session_endpoint
from identity_providers.selectors import providers

PROVIDER: Final = "provider"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session of this browser. The page after it offers to end that at the provider as well."""
    row, page = live_session(request), reverse("flows:signed_out")
    provider = _provider_of(row) if row is not None else ""
    return signed_off(request, see_other(f"{page}?{urlencode({PROVIDER: provider})}" if provider else page))


def _provider_of(row: Session) -> str:
    """Return the identity provider by which the session began, if it has sessions that can be ended."""
    used = [proof.get("provider", "") for proof in row.proofs]
    return next((name for name in reversed(used) if name and _ends_sessions(name)), "")


def _ends_sessions(public_id: str) -> bool:
    provider = providers().get(public_id)
    return provider is not None and provider.active and provider.preset.openid


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
    public_id = request.GET.get(PROVIDER, "")
    provider = providers().get(public_id) if _ends_sessions(public_id) else None
    return render(request, "flows/signed_out.html", {"brand": current_brand(), "provider": provider})


@require_GET
def sign_out_upstream(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to the page of a provider that ends the session there, where it has one.

    OpenID Connect RP-Initiated Logout 1.0 §2, without ``id_token_hint``: tokens of providers are not stored.
    """
    provider = providers().get(provider_id) if _ends_sessions(provider_id) else None
    back = reverse("flows:signed_out")
    endpoint = end_session_endpoint(provider) if provider is not None else ""
    if provider is None or not endpoint:
        return see_other(back)
    parameters = {
        "client_id": provider.client_id,
        "post_logout_redirect_uri": f"{settings.PUBLIC_URL}{back}",
    }
    return OutsideRedirect(with_query(endpoint, **parameters))
