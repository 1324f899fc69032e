"""The origin of a request, for the events that it causes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from accounts.events.log import Origin, events_from


class EventOriginMiddleware:
    """Tell events where the request comes from; the proxy's middleware has settled the address before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        origin = Origin(request.META.get("REMOTE_ADDR", ""), request.headers.get("User-Agent", ""))
        with events_from(origin):
            return self.get_response(request)
