"""Responses of the endpoints: JSON, OAuth errors, error pages and authorization responses."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.brand import current_brand
from accounts.credentials import throttle
from accounts.domain.durations import describe_wait
from applications.selectors import known_application
from flows.hosted.outside import OutsideRedirect
from oidc.authorization import FatalRequestError
from oidc.client_authentication import ClientAuthenticationError
from oidc.clients import client_of
from oidc.models import Client
from oidc.protocol.parameters import MalformedRequest, check_repeated, check_sizes
from oidc.protocol.responses import AuthorizationResponse, ResponseMode, origin_of
from policies.services import zones

FORM = "application/x-www-form-urlencoded"


def oauth_error(error: str, description: str, status: int = 400) -> HttpResponse:
    """Return an OAuth error with its description (RFC 6749 §5.2)."""
    return no_store(JsonResponse({"error": error, "error_description": description}, status=status))


def client_error(error: ClientAuthenticationError) -> HttpResponse:
    """Respond to failed client authentication, with a challenge where HTTP Basic was used."""
    if error.retry_after:
        return too_many_requests(error.retry_after)
    response = oauth_error("invalid_client", str(error), 401)
    if error.by_header:
        response["WWW-Authenticate"] = 'Basic realm="OAuth", charset="UTF-8"'
    return response


def too_many_requests(seconds: int) -> HttpResponse:
    """Return the response to a reached limit, with the seconds to wait."""
    description = f"Too many requests. Try again in {describe_wait(seconds)}."
    response = oauth_error("temporarily_unavailable", description, 429)
    response["Retry-After"] = str(seconds)
    return response


def no_store(response: HttpResponse) -> HttpResponse:
    """Forbid storing a response (RFC 6749 §5.1)."""
    response["Cache-Control"], response["Pragma"] = "no-store", "no-cache"
    return response


def rate_limited(request: HttpRequest, kind: throttle.Kind, subject: str = "") -> HttpResponse | None:
    """Count this request; return a response if it exceeds a limit."""
    wait = zones.count_try(kind, request.META.get("REMOTE_ADDR", ""), subject)
    return too_many_requests(wait) if wait else None


def token_rate_limited(request: HttpRequest, client: Client) -> HttpResponse | None:
    """Count a token request: by the authenticated confidential client, else by network.

    Anyone knows the ID of a public client and could exhaust the limit for all its users.
    """
    return rate_limited(request, throttle.Kind.TOKEN, "" if client.public else client.client_id)


def require_form_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Require a form-encoded POST without query parameters and without repeated ones.

    No CSRF token is required: the view reads no cookie, so a forged request has no authority.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET:
            return oauth_error("invalid_request", "Parameters belong into the body, not into the address.")
        if request.content_type != FORM:
            return oauth_error("invalid_request", f"The body has to be {FORM}.")
        try:
            check_repeated(request.POST.lists())
            check_sizes(request.POST.dict())
            return view(request, *args, **kwargs)
        except MalformedRequest as malformed:
            return oauth_error(malformed.error, malformed.description)
        except ClientAuthenticationError as error:
            return client_error(error)

    return wrapper


_PAGES: Final = {
    ResponseMode.FORM_POST: "oidc/form_post.html",
    ResponseMode.POST_MESSAGE: "oidc/post_message.html",
}


def deliver(
    request: HttpRequest, client_id: str, response: AuthorizationResponse, *, after_form: bool = False
) -> HttpResponse:
    """Return the redirect or page that delivers an authorization response.

    ``after_form``: a form of this server was posted. A browser follows no redirect to another site from it
    (Content Security Policy Level 3, ``form-action``), so a page goes on from here.
    """
    if response.is_redirect:
        if not after_form:
            return OutsideRedirect(response.url)
        return _page(request, "oidc/leave.html", client_id, {"target": response.url})
    page = _page(request, _PAGES[response.mode], client_id, _context(response))
    _open_policy(page, client_id, response)
    return page


def _page(request: HttpRequest, template: str, client_id: str, context: dict[str, Any]) -> HttpResponse:
    frame = {"app": known_application(client_id), "brand": current_brand()}
    page = render(request, template, {**frame, **context})
    # A code stands beside the request's state: compressed together, their length could tell (BREACH).
    page["Cache-Control"] = "no-store, no-transform"
    return page


def _context(response: AuthorizationResponse) -> dict[str, Any]:
    message = {"origin": origin_of(response.redirect_uri), "message": dict(response.parameters)}
    return {"response": response, "message": message}


def _open_policy(page: Any, client_id: str, response: AuthorizationResponse) -> None:
    """Allow this page to post to the client, or to be framed by its registered origins."""
    client = client_of(client_id)
    registered = client.allowed_origins.split() if client is not None else []
    if response.mode is ResponseMode.FORM_POST:
        # Chromium holds the policy against redirects of the form's target too: the client's other origins.
        targets = dict.fromkeys([origin_of(response.redirect_uri), *registered])
        page._csp_replace = {"form-action": list(targets)}  # noqa: SLF001 - what django-csp's decorators set
        return
    page._csp_replace = {"frame-ancestors": registered or ["'none'"]}  # noqa: SLF001 - the same
    page.xframe_options_exempt = True  # frame-ancestors is the rule; this header knows no list of origins


logger = logging.getLogger(__name__)


def error_page(request: HttpRequest, fatal: FatalRequestError) -> HttpResponse:
    """Show the error page of a request without a safe redirect.

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
