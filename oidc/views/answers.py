"""Responses of the OAuth endpoints: uncached JSON, errors with both members (RFC 6749 §5.2)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.credentials import throttle
from accounts.domain.durations import describe_wait
from oidc.domain.authorization import MalformedRequest, check_repeated, check_sizes
from oidc.models import Client
from oidc.services.client_authentication import ClientAuthenticationError
from policies.services import zones

FORM = "application/x-www-form-urlencoded"


def oauth_error(error: str, description: str, status: int = 400) -> HttpResponse:
    """Say no with both members: clients show nothing useful otherwise."""
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
    """Say for how long a limit is reached: the same answer for every client."""
    description = f"Too many requests. Try again in {describe_wait(seconds)}."
    response = oauth_error("temporarily_unavailable", description, 429)
    response["Retry-After"] = str(seconds)
    return response


def no_store(response: HttpResponse) -> HttpResponse:
    """Forbid keeping an answer, as RFC 6749 §5.1 words it."""
    response["Cache-Control"], response["Pragma"] = "no-store", "no-cache"
    return response


def rate_limited(request: HttpRequest, kind: throttle.Kind, subject: str = "") -> HttpResponse | None:
    """Count this request; return the refusal if it is over a limit."""
    wait = zones.count_try(kind, request.META.get("REMOTE_ADDR", ""), subject)
    return too_many_requests(wait) if wait else None


def token_rate_limited(request: HttpRequest, client: Client) -> HttpResponse | None:
    """Count a request about tokens: for the client that proved itself, else for the network.

    The name of a public client is known to strangers, who would use up the tries of all its users.
    """
    return rate_limited(request, throttle.Kind.TOKEN, "" if client.public else client.client_id)


def require_form_post(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Require a form-encoded POST without query parameters and without repeated ones.

    No CSRF token is required: the view reads no cookie, so a forged request has no authority.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def read_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
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

    return read_first
