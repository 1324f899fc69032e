"""Ways from here to an app: only to addresses that were registered, whatever their scheme."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri


class OutsideRedirect(HttpResponse):
    """A redirect to an address that was registered, with what an app sent along.

    Django's own refuses an app's own scheme, and addresses of more than 16,384 characters.
    """

    status_code = 302

    def __init__(self, url: str, status: int | None = None) -> None:
        super().__init__(status=status)
        self["Location"] = iri_to_uri(url)

    @property
    def url(self) -> str:
        """The address, by the name that Django's own redirects have for it."""
        return str(self["Location"])


def keep_opener(response: HttpResponse) -> HttpResponse:
    """Let a pop-up keep the window of the app that opened it, which waits for the answer there.

    Every response on the way needs it, redirects too: one with another policy cuts the tie for good (HTML
    Living Standard, cross-origin opener policies).
    """
    response["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return response


def keeps_opener(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Apply ``keep_opener`` to every response of a view that apps send browsers to."""

    @wraps(view)
    def kept(*args: Any, **kwargs: Any) -> HttpResponse:
        return keep_opener(view(*args, **kwargs))

    return kept


def with_query(url: str, **parameters: str) -> str:
    """Return the address with further parameters; what is in it stays."""
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *parameters.items()]
    return urlunsplit(parts._replace(query=urlencode(query)))


def keeps_address_secret(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send no path of this page as a referrer: it holds a token. Its form still has an origin to check."""

    @wraps(view)
    def answer(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, token)
        response["Referrer-Policy"] = "strict-origin"
        return response

    return answer
