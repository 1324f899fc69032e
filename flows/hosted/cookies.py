"""The browser's cookies beside the session: the binding that opens transactions, the device's memory."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.identities import new_secret
from flows.domain.required_actions import ASKED_TO_STAY, STAYS
from flows.domain.transaction import Transaction
from flows.step_submission import ClientContext, address_mark

BINDING_SECONDS = 3600
DEVICE_SECONDS = 400 * 24 * 3600
MAX_USERS = 5
_SALT = "flows.device"
_NEW_DEVICE = "flows.new_device"


@dataclass(frozen=True, slots=True)
class Device:
    """A browser: its id, and marks of the addresses that have signed in from it, newest first.

    It is signed, not stored: it merely selects the counter of trusted devices, and records the last prompt
    to stay signed in with its answer, and the identity provider that was used last.
    """

    id: str
    marks: tuple[str, ...] = ()
    asked_to_stay_at: datetime | None = None
    stays: bool = False
    provider: str = ""


def read_binding(request: HttpRequest) -> str:
    """Return what opens this browser's transactions, or nothing."""
    return request.COOKIES.get(settings.BINDING_COOKIE_NAME, "")


def new_binding() -> str:
    """Return a fresh binding: 256 random bits."""
    return new_secret()


def set_binding(response: HttpResponse, binding: str) -> None:
    """Keep the binding for another sixty minutes; it ends with them when nothing happens."""
    _set(response, settings.BINDING_COOKIE_NAME, binding, BINDING_SECONDS)


def read_device(request: HttpRequest) -> Device:
    """Return the device the cookie speaks of, or a new one: a forged or foreign cookie is none.

    A new one keeps its id for the whole request: what is remembered of it is what its cookie will say.
    """
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        content = signing.loads(cookie, salt=_SALT, max_age=DEVICE_SECONDS)
        marks = tuple(str(mark) for mark in content["marks"])
        return Device(str(content["id"]), marks, *_stay_of(content), str(content.get("provider", "")))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return Device(request.META.setdefault(_NEW_DEVICE, secrets.token_hex(8)))


def _stay_of(content: Mapping[str, Any]) -> tuple[datetime | None, bool]:
    asked_at = content.get("asked")
    return (datetime.fromtimestamp(asked_at, UTC) if asked_at else None), bool(content.get("stays"))


def remember_device(response: HttpResponse, client: ClientContext, transaction: Transaction) -> None:
    """Note that this address has signed in from here; one that was only claimed may be another user's."""
    known = sorted(client.known)
    if transaction.owns_address:
        mark = address_mark(transaction.subject_address)
        known = [mark, *(other for other in known if other != mark)]
    content: dict[str, Any] = {"id": client.device_id, "marks": known[:MAX_USERS]}
    asked_at, stays = client.asked_to_stay_at, client.stays
    if ASKED_TO_STAY in transaction.skips:
        asked_at, stays = timezone.now(), STAYS in transaction.skips
    if asked_at is not None:
        content |= {"asked": int(asked_at.timestamp()), "stays": stays}
    answer = transaction.upstream_answer
    provider = answer.provider if answer is not None else client.last_provider
    if provider:
        content["provider"] = provider
    _set(response, settings.DEVICE_COOKIE_NAME, signing.dumps(content, salt=_SALT), DEVICE_SECONDS)


def client_of(request: HttpRequest) -> ClientContext:
    """Return who asks, as far as a flow wants to know."""
    device = read_device(request)
    return ClientContext(
        ip_address=request.META.get("REMOTE_ADDR", ""),
        user_agent=request.headers.get("User-Agent", ""),
        device_id=device.id,
        known=frozenset(device.marks),
        asked_to_stay_at=device.asked_to_stay_at,
        stays=device.stays,
        binding=read_binding(request),
        last_provider=device.provider,
    )


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
