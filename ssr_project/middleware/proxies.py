"""Behind it, ``REMOTE_ADDR`` is the user's machine and forwarding headers are the truth."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from ssr_project.client_ip import client_address, is_trusted, parse_proxies

FORWARDING = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
)


class ProxyMiddleware:
    """Put the client's address into ``REMOTE_ADDR``.

    Lower apps read it and know nothing of proxies. Forwarding headers of a stranger are dropped,
    so that ``request.is_secure()`` and everything else that believes them may.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.proxies = parse_proxies(settings.TRUSTED_PROXIES)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta = request.META
        peer = meta.get("REMOTE_ADDR", "")
        meta["REMOTE_ADDR"] = client_address(peer, meta.get("HTTP_X_FORWARDED_FOR", ""), self.proxies)
        if not settings.EMBEDDED and not is_trusted(peer, self.proxies):
            for name in FORWARDING:
                meta.pop(name, None)
        return self.get_response(request)
