"""CORS for the API: pages of an app's allowed origins may read responses.

These endpoints authenticate by token, code or state handle, never by cookie (RFC 9700 §2.6).
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from oidc.clients import allowed_origins

PATHS: Final = re.compile(
    r"/(oauth2/default/)?\.well-known/(openid-configuration|oauth-authorization-server)"
    r"|/\.well-known/(openid-configuration|oauth-authorization-server)/oauth2/default"
    r"|/oauth2/(default/)?v1/(keys|token|userinfo|revoke|interact)"
    r"|/idp/idx/[a-z/-]+"
)
METHODS: Final = "GET, POST"
HEADERS: Final = "content-type, x-okta-user-agent-extended, x-device-token, authorization, accept"
EXPOSED: Final = "www-authenticate, retry-after, x-device-token"


class CorsMiddleware:
    """Answer preflight requests and add the CORS headers for registered origins."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if PATHS.fullmatch(request.path_info) is None:
            return self.get_response(request)
        origin = request.headers.get("Origin", "")
        known = bool(origin) and origin in allowed_origins()
        asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=HTTPStatus.NO_CONTENT) if asks else self.get_response(request)
        patch_vary_headers(response, ("Origin",))
        if known:
            _let_read(response, origin)
        return response


def _let_read(response: HttpResponseBase, origin: str) -> None:
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    if response.status_code == HTTPStatus.NO_CONTENT:
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = HEADERS
        response.headers["Access-Control-Max-Age"] = "600"
