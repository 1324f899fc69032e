"""One line per response, with the name of its route and never its path, which may hold a token."""

import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

from ssr_project.middleware.health import PATH as HEALTH_PATH

log = structlog.get_logger("ssr_project.access")


class AccessLogMiddleware:
    """Write method, route, status, milliseconds and the client's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        response = self.get_response(request)
        if request.path_info != HEALTH_PATH:
            _write(request, response, time.perf_counter() - started)
        return response


def _write(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    match = request.resolver_match
    log.info(
        "answered",
        method=request.method,
        route=match.route if match else "-",
        status=response.status_code,
        ms=round(seconds * 1000, 1),
        client=request.META.get("REMOTE_ADDR", ""),
    )
