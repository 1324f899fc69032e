"""What every template may ask for."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject

from accounts.brand import current_brand
from accounts.middleware import theme_of


def brand(_request: HttpRequest) -> dict[str, Any]:
    """Give ``brand``, looked up by the first template that shows it: error pages come by here too."""
    return {"brand": SimpleLazyObject(current_brand)}


def nonce(request: HttpRequest) -> dict[str, Any]:
    """Give ``CSP_NONCE``, which lets a script or style element of the page run.

    As text: django-csp's own lazy object counts as false until it is used, and a template may ask.
    """
    return {"CSP_NONCE": str(getattr(request, "csp_nonce", ""))}


def form_token(request: HttpRequest) -> dict[str, Any]:
    """Give ``csrf_input``, masked once for a page: Django masks it anew at each of its forms."""
    return {"csrf_input": SimpleLazyObject(partial(csrf_input, request))}


def theme(request: HttpRequest) -> dict[str, Any]:
    """Give ``theme``, asked of the session by the first template that shows it."""
    return {"theme": SimpleLazyObject(partial(theme_of, request))}


def zone_cookie(_request: HttpRequest) -> dict[str, Any]:
    """Give ``zone_cookie``, in which the script puts the browser's time zone in the place of ``%``."""
    secure = ";secure" if settings.SESSION_COOKIE_SECURE else ""
    return {"zone_cookie": f"{settings.ZONE_COOKIE_NAME}=%;path=/;max-age=31536000;samesite=lax{secure}"}
