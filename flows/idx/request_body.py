"""Read a request's body: one I-JSON object (RFC 7493), or nothing at all."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from accounts.domain.authenticators import Authenticator
from flows.domain.steps import FormName, Step
from flows.idx.authenticators import named
from flows.idx.context import authenticator_of
from flows.idx.forms import path_of

MAX_BODY = 64 * 1024
MAX_HANDLE = 200


class Unreadable(ValueError):
    """The body is not what the protocol asks for; nothing of it is used."""


def read_body(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of the body. Raises Unreadable.

    Only a JSON media type is accepted: a form on a foreign page can send text that happens to be JSON, and
    the response may carry a session cookie. A page needs CORS permission to set this type.
    """
    if "json" not in (request.content_type or "").lower():
        raise Unreadable
    return parse(_raw(request))


def parse(raw: bytes) -> dict[str, Any]:
    """Parse strictly: where readers differ (a name twice, NaN, half a surrogate pair) nothing is guessed."""
    try:
        parsed = json.loads(
            raw.decode(), object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite
        )
        json.dumps(parsed, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(parsed, dict):
        raise Unreadable
    return parsed


def handle_in(body: dict[str, Any], *names: str) -> str:
    """Return the state handle under the first of these names, or nothing."""
    handle = next((body[name] for name in names if body.get(name)), "")
    return handle if isinstance(handle, str) and handle.isascii() and len(handle) <= MAX_HANDLE else ""


def _raw(request: HttpRequest) -> bytes:
    # What it says about its length is looked at before anything is read.
    declared = request.headers.get("Content-Length", "")
    if declared.isdigit() and int(declared) > MAX_BODY:
        raise Unreadable
    raw = request.body
    if len(raw) > MAX_BODY:
        raise Unreadable
    return raw


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Unreadable
        found[name] = value
    return found


def _refuse(constant: str) -> None:
    raise Unreadable(constant)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise Unreadable
    return number


Body = dict[str, Any]

_DATA = (FormName.AUTHENTICATOR_ENROLLMENT_DATA, FormName.AUTHENTICATOR_VERIFICATION_DATA)


def form_at(where: str, step: Step, body: Mapping[str, Any]) -> str:
    """Return the form of the step that this path submits, or an empty text, which the engine refuses.

    Selecting another authenticator and adding data to the current one share a path. A submission that names
    another one selects it.
    """
    found = [form.name for form in step.forms if path_of(step.name, form.name) == where]
    if len(found) > 1:
        chooses = _named_in(body) not in (None, authenticator_of(step))
        found = [name for name in found if (name not in _DATA) is chooses]
    return next((name.value for name in found), "")


def in_our_words(body: Body) -> Body:
    """Return the object with our own name for the authenticator, and a passkey's transports as one text."""
    answer = dict(body)
    authenticator, credentials = _named_in(body), body.get("credentials")
    if authenticator is not None:
        answer["authenticator"] = {**body["authenticator"], "id": authenticator.value}
    if isinstance(credentials, Mapping) and isinstance(credentials.get("transports"), list):
        answer["credentials"] = {**credentials, "transports": json.dumps(credentials["transports"])}
    return answer


def _named_in(body: Mapping[str, Any]) -> Authenticator | None:
    authenticator = body.get("authenticator")
    text = authenticator.get("id") if isinstance(authenticator, Mapping) else None
    return named(text) if isinstance(text, str) else None
