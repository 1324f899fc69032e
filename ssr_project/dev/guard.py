"""Access to the local mailbox by the address that the server printed.

It holds codes and links, and other accounts of this machine reach its ports too.
"""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.page_paths import page_path

COOKIE_SECONDS = 30 * 24 * 3600
_COOKIE_PATH = "/dev/"  # the beginning of every address of the mailbox, and no page

View = Callable[..., HttpResponse]


def mailbox_token() -> str:
    """Return the token of the printed address: the same for as long as the secret key."""
    return salted_hmac("ssr_project.dev", "mailbox", algorithm="sha256").hexdigest()[:40]


def mailbox_url() -> str:
    """Return the address to print."""
    return f"{settings.PUBLIC_URL}{page_path('dev:mail-list')}?token={mailbox_token()}"


def for_token_holders(view: View) -> View:
    """Admit requests with the token; a cookie replaces it from then on, out of the address bar."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if _is_token(request.GET.get("token", "")):
            return _remembered(request, view(request, *args, **kwargs))
        if _is_token(request.COOKIES.get(_cookie_name(), "")):
            return view(request, *args, **kwargs)
        return HttpResponse(
            "Open the mailbox by the address that the server printed when it started.\n",
            content_type="text/plain; charset=utf-8",
            status=HTTPStatus.FORBIDDEN,
        )

    return guarded


def _remembered(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if "html" in response.headers.get("Content-Type", ""):
        response = HttpResponseRedirect(request.path)
    response.set_cookie(
        _cookie_name(),
        mailbox_token(),
        max_age=COOKIE_SECONDS,
        path=_COOKIE_PATH,
        httponly=True,
        samesite="Lax",
    )
    return response


def _is_token(text: str) -> bool:
    return constant_time_compare(text, mailbox_token())


def _cookie_name() -> str:
    return f"mailbox-{settings.PORT}"
