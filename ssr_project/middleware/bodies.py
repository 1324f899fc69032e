"""How much a request may bring: the largest file that a page asks for is a logo, which fits in memory."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase


class BodiesMiddleware:
    """Refuse a longer body by what it says about its length, before any of it is read.

    Django limits fields, not files. A body that does not say its length is empty to WSGI.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length[:20]) > settings.LONGEST_BODY:
            return HttpResponse(
                "This is more than any form here asks for.\n",
                content_type="text/plain; charset=utf-8",
                status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
            )
        return self.get_response(request)
