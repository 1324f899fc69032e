"""How the endpoints of OAuth answer: JSON that nobody keeps, errors with both members (RFC 6749 §5.2)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.services import throttle
from oidc.domain.authorization import Malformed, check_sizes, refuse_repeated
from oidc.models import Client
from oidc.services.authenticating import NotAuthenticated

FORM = "application/x-www-form-urlencoded"


def refuse(error: str, description: str, status: int = 400) -> HttpResponse:
    """Say no with both members: clients show nothing useful otherwise."""
    return kept_by_nobody(JsonResponse({"error": error, "error_description": description}, status=status))


def refuse_client(refused: NotAuthenticated) -> HttpResponse:
    """Say that the client is not known, in the way in which it was tried."""
    if refused.too_often:
        return too_often()
    response = refuse("invalid_client", str(refused), 401)
    if refused.by_header:
        response["WWW-Authenticate"] = 'Basic realm="OAuth", charset="UTF-8"'
    return response


def too_often() -> HttpResponse:
    """Say that a limit was reached: the same answer for everybody."""
    response = refuse("temporarily_unavailable", "Too many requests. Try again in a minute.", 429)
    response["Retry-After"] = "60"
    return response


def kept_by_nobody(response: HttpResponse) -> HttpResponse:
    """Forbid keeping an answer, as RFC 6749 §5.1 words it."""
    response["Cache-Control"], response["Pragma"] = "no-store", "no-cache"
    return response


def within_limits(request: HttpRequest, kind: throttle.Kind, subject: str = "") -> bool:
    """Count this request; return whether it is within the limits."""
    return throttle.allow(kind, request.META.get("REMOTE_ADDR", ""), subject)


def tokens_within_limits(request: HttpRequest, client: Client) -> bool:
    """Count a request about tokens: for the client that proved itself, else for the network.

    Whoever knows the name of a public client would use up the tries of all its people.
    """
    return within_limits(request, throttle.Kind.TOKEN, "" if client.public else client.client_id)


def takes_a_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a client post a form, with nothing in the address, nothing twice and in no other encoding.

    No token against forged requests is asked for: no cookie is read here, so none has any authority.
    """

    @csrf_exempt
    @require_POST
    @wraps(view)
    def read_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.GET:
            return refuse("invalid_request", "Parameters belong into the body, not into the address.")
        if request.content_type != FORM:
            return refuse("invalid_request", f"The body has to be {FORM}.")
        try:
            refuse_repeated(request.POST.lists())
            check_sizes(request.POST.dict())
            return view(request, *args, **kwargs)
        except Malformed as malformed:
            return refuse(malformed.error, malformed.description)
        except NotAuthenticated as refused:
            return refuse_client(refused)

    return read_first
