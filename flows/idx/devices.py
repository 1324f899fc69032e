"""Devices of the IDX API: a token that the client presents, in a header or in a cookie (ADR 0036)."""

import secrets
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.sessions.devices import RETENTION, addresses_from
from flows.step_submission import ClientContext, address_mark

HEADER: Final = "X-Device-Token"
COOKIE: Final = "DT"
MIN_LENGTH: Final = 20
MAX_LENGTH: Final = 128
_NEW_TOKEN: Final = "flows.idx.new_device_token"


def client_of(request: HttpRequest) -> ClientContext:
    """Return the client with the addresses that have signed in from its device.

    A token made up by the client is as good as an issued one if it is too long to be guessed: it proves
    nothing, and only groups attempts.
    """
    token = _presented(request)
    addresses = addresses_from(token, timezone.now()) if token else ()
    return ClientContext(
        ip_address=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.headers.get("User-Agent", ""),
        device_id=token or _new_token(request),
        names_device=bool(token) and token == request.headers.get(HEADER),
        known=frozenset(address_mark(address) for address in addresses),
    )


def remember_device(request: HttpRequest, response: HttpResponse, token: str) -> None:
    """Give a client the token that its sign-in was remembered under, unless it presented that one.

    A client that sent a token of its own gets the new one in the same header, a browser in its cookie.
    """
    presented = _presented(request)
    if not token or token == presented:
        return
    if presented and presented == request.headers.get(HEADER):
        response[HEADER] = token
    else:
        response.set_cookie(
            COOKIE,
            token,
            max_age=RETENTION,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="None" if settings.SESSION_COOKIE_SECURE else "Lax",
            path="/idp/idx/",
        )


def _presented(request: HttpRequest) -> str:
    token = request.headers.get(HEADER, "") or request.COOKIES.get(COOKIE, "")
    fits = MIN_LENGTH <= len(token) <= MAX_LENGTH and token.isascii() and token.isprintable()
    return token if fits else ""


def _new_token(request: HttpRequest) -> str:
    """Return a new token for a browser; an app's server has none of its own, it speaks for many users."""
    if "Origin" not in request.headers:
        return ""
    token: str = request.META.setdefault(_NEW_TOKEN, secrets.token_hex(16))
    return token
