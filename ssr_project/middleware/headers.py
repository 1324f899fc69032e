"""Protective headers of every answer, whichever middleware gives it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

_ALWAYS = {
    "Permissions-Policy": (
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), "
        "publickey-credentials-get=(self), publickey-credentials-create=(self)"
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    # Pages and JSON are about one user; files that may be kept (static) say so themselves.
    "Cache-Control": "no-store",
}
_JSON_POLICY = "default-src 'none'; frame-ancestors 'none'"


class HeadersMiddleware:
    """Adds absent security headers; a view's own ones win."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.others = (SecurityMiddleware(get_response), XFrameOptionsMiddleware(get_response))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        # Answers that never reach Django's own middleware (413, 421, /healthz) carry its headers as well.
        for other in self.others:
            response = other.process_response(request, response)  # type: ignore[arg-type]
        for name, value in _ALWAYS.items():
            response.headers.setdefault(name, value)
        if "json" in response.headers.get("Content-Type", ""):
            response.headers["Content-Security-Policy"] = _JSON_POLICY
        return response
