"""The embedded mode is for this machine: it says no to anything that looks like the outside world."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from ssr_project.middleware.proxies import FORWARDING

PASSED_ON = {
    *FORWARDING,
    "HTTP_VIA",
    "HTTP_CF_CONNECTING_IP",
    "HTTP_TRUE_CLIENT_IP",
    "HTTP_X_CLIENT_IP",
    "HTTP_X_CLUSTER_CLIENT_IP",
    "HTTP_X_ORIGINAL_HOST",
}
"""What reverse proxies and tunnels add to a request."""
_EXPOSED = (
    "This server runs in its embedded mode, which answers on this machine only, and the request came "
    "through a proxy. To put it on a network, set MODE=production (see .env.example).\n"
)


class LocalOnlyMiddleware:
    """Answer ``localhost:<port>`` only: cookies and mail links belong to that one name.

    Another name that leads here could be a foreign site's (DNS rebinding) or a tunnel's. Browsers always say
    a name; who says none is judged by ``ALLOWED_HOSTS``.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.host = f"localhost:{settings.PORT}"
        self.numeric_hosts = (f"127.0.0.1:{settings.PORT}", f"[::1]:{settings.PORT}")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if any(name in PASSED_ON or name.startswith("HTTP_X_FORWARDED") for name in request.META):
            return _forbidden(_EXPOSED)
        host = request.META.get("HTTP_HOST")
        if host in (self.host, None):
            return self.get_response(request)
        if host in self.numeric_hosts and request.method in ("GET", "HEAD"):
            return HttpResponseRedirect(f"{settings.PUBLIC_URL}{request.get_full_path()}")
        return _forbidden(f"Open {settings.PUBLIC_URL}/ instead: this server answers to that name only.\n")


def _forbidden(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=HTTPStatus.MISDIRECTED_REQUEST)
