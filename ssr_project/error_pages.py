"""Error answers of the server itself: a page for users, JSON for programs.

No page here reads the request's form: it may be the very thing that could not be read.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.defaults import server_error as plain_server_error

from accounts.domain.events import Actor, ActorType, Target, TargetType
from accounts.events.log import Entry, record_refusal
from flows.hosted import views as hosted
from flows.idx.responses import STANDARD, UNREADABLE

OAUTH: Final = re.compile(
    r"/oauth2/(default/)?v1/(?!authorize|logout)|/(oauth2/default/)?\.well-known/(?!sec)"
)
IDX: Final = "/idp/"
ACCESS_DENIED: Final = "user.authorization.deny"
SENTENCES: Final = {
    HTTPStatus.BAD_REQUEST: "The request can't be read.",
    HTTPStatus.FORBIDDEN: "The request isn't allowed.",
    HTTPStatus.NOT_FOUND: "There's nothing at this address.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address doesn't take this method.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "The request is larger than any form here.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something went wrong on the server.",
}


def error_answer(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    """Return the page of a status, or its JSON where programs call."""
    if (document := _json(request, status)) is not None:
        return document
    return render(request, f"{status.value}.html", status=status)


def method_not_allowed(request: HttpRequest, allowed: Sequence[str]) -> HttpResponse:
    """Return the answer to a method that a route doesn't take."""
    response = error_answer(request, HTTPStatus.METHOD_NOT_ALLOWED)
    response["Allow"] = ", ".join(allowed)
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer Django's ``handler400``."""
    return error_answer(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer Django's ``handler403``, and record who was refused more than they're allowed."""
    user_id = getattr(getattr(request, "user", None), "public_id", "")
    match = request.resolver_match
    entry = Entry(
        ACCESS_DENIED,
        user_id=user_id,
        actor=Actor(ActorType.USER, user_id),
        targets=(Target(TargetType.PAGE, match.view_name),) if match else (),
    )
    record_refusal(entry, subject=user_id or request.META.get("REMOTE_ADDR", ""), now=timezone.now())
    return error_answer(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer Django's ``handler404``."""
    return error_answer(request, HTTPStatus.NOT_FOUND)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer Django's ``CSRF_FAILURE_VIEW``."""
    return _json(request, HTTPStatus.FORBIDDEN) or hosted.csrf_failure(request, reason)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer Django's ``handler500`` without the database, which may be the reason."""
    return _json(request, HTTPStatus.INTERNAL_SERVER_ERROR) or plain_server_error(request)


def _json(request: HttpRequest, status: HTTPStatus) -> HttpResponse | None:
    if request.path_info.startswith(IDX):
        response = STANDARD.end(UNREADABLE)
        response.status_code = status
        return response
    if OAUTH.match(request.path_info):
        code = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request"
        return JsonResponse({"error": code, "error_description": SENTENCES[status]}, status=status)
    return None
