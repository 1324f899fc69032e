"""The IDX API: the same engine, one document per response.

Every view is exempt from CSRF checks. They guard a cookie's authority, and here no cookie has any: the
state handle, which travels in the body alone, is the authority.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.credentials import throttle
from accounts.identities import hash_secret, new_secret
from accounts.models import Challenge
from flows import engine, repository
from flows.activation import begin_activation
from flows.domain.steps import FormName
from flows.domain.transaction import FrontEnd, Intent
from flows.engine import CANCELLED, FlowStart
from flows.idx.forms import PATHS
from flows.idx.request_body import Body, Unreadable, form_at, handle_in, in_our_words, read_body
from flows.idx.responses import EXPIRED, INTROSPECT, STANDARD, UNREADABLE, Speaker, client_of, respond
from flows.repository import Stored

INTENTS = {"LOGIN": Intent.SIGN_IN, "ENROLL": Intent.SIGN_UP, "RECOVER": Intent.RECOVER}


def handle_of(interaction_handle: str) -> str:
    """Return the state handle of a transaction, its only secret."""
    return f"02.id.{interaction_handle}" if interaction_handle else ""


def open_interaction(request: HttpRequest, start: FlowStart) -> str:
    """Begin an attempt for an app and return its interaction handle."""
    interaction_handle = new_secret()
    engine.store_new(engine.open_new(start, client_of(request)), handle_of(interaction_handle))
    return interaction_handle


def open_activation(request: HttpRequest, start: FlowStart, challenge: Challenge) -> str:
    """Begin the activation or reset of a link's user for an app and return its interaction handle."""
    if challenge.user is None:
        raise LookupError("an activation link has its user")
    interaction_handle = new_secret()
    begin_activation(challenge.user, challenge, handle_of(interaction_handle), client_of(request), start)
    return interaction_handle


def _speaks(speaker: Speaker) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view of the IDX API be called with the object that was posted."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_POST
        @wraps(view)
        def read_first(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            try:
                body = read_body(request)
            except Unreadable:
                return speaker.end(UNREADABLE)
            return view(request, body, **kwargs)

        return read_first

    return decorate


@_speaks(STANDARD)
def start(request: HttpRequest, body: Body) -> HttpResponse:
    """Begin an attempt without an app; on a developer's own machine only."""
    intent = INTENTS.get(str(body.get("intent", "LOGIN")))
    if not settings.EMBEDDED:
        raise Http404
    return (
        _begin(request, FlowStart(FrontEnd.IDX, intent)) if intent is not None else STANDARD.end(UNREADABLE)
    )


@_speaks(INTROSPECT)
def introspect(request: HttpRequest, body: Body) -> HttpResponse:
    """Show where the transaction stands."""
    handle = handle_in(body, "stateHandle", "stateToken") or handle_of(handle_in(body, "interactionHandle"))
    wait = _wait_before_reading(handle)
    if wait:
        return INTROSPECT.slow_down(wait)
    stored = _open(handle)
    if stored is None:
        return INTROSPECT.end(EXPIRED)
    return respond(request, engine.open_stored(stored, client_of(request)).outcome, handle, INTROSPECT)


@_speaks(STANDARD)
def poll(request: HttpRequest, body: Body) -> HttpResponse:
    """Show where the transaction stands by now."""
    handle = handle_in(body, "stateHandle")
    wait = _wait_before_reading(handle)
    if wait:
        return STANDARD.slow_down(wait)
    stored = _open(handle)
    if stored is None:
        return STANDARD.end(EXPIRED)
    return respond(request, engine.open_stored(stored, client_of(request)).outcome, handle)


@_speaks(STANDARD)
def answer(request: HttpRequest, body: Body, where: str) -> HttpResponse:
    """Answer the form of the current step that is posted to this path."""
    handle = handle_in(body, "stateHandle")
    stored = _open(handle)
    if stored is None:
        return STANDARD.end(EXPIRED)
    client = client_of(request)
    opened = engine.open_stored(stored, client)
    form = form_at(where, opened.step, body)
    if not form and where == PATHS[FormName.IDENTIFY] and engine.can_restart(stored.transaction):
        opened = engine.open_stored(engine.restart(stored), client)
        form = form_at(where, opened.step, body)
    if form == FormName.REDIRECT_IDP:
        form = ""  # a link for the user's browser, and no form of the API
    data = in_our_words(body)
    if form == FormName.IDENTIFY:
        return respond(request, engine.identify(opened, data), handle)
    return respond(request, engine.submit(opened, form, data), handle)


@_speaks(STANDARD)
def cancel(request: HttpRequest, body: Body) -> HttpResponse:
    """Cancel the transaction and start another; the old handle becomes invalid."""
    handle = handle_in(body, "stateHandle")
    stored = _open(handle)
    if stored is None:
        return STANDARD.end(EXPIRED)
    engine.cancel(stored)
    facts = stored.transaction
    start = FlowStart(
        FrontEnd.IDX,
        Intent.SIGN_IN,
        return_to=facts.return_to,
        application=facts.application,
        request=facts.request,
    )
    return _begin(request, start)


def _begin(request: HttpRequest, start: FlowStart) -> HttpResponse:
    handle = handle_of(new_secret())
    return respond(request, engine.store_new(engine.open_new(start, client_of(request)), handle), handle)


def _wait_before_reading(handle: str) -> int:
    """Count a look at the transaction; return the seconds to wait if there were too many.

    Its handle is not written down.
    """
    subject = hash_secret(handle)
    if throttle.allow(throttle.Kind.STATE_HANDLE, "", subject):
        return 0
    return throttle.seconds_left(throttle.Kind.STATE_HANDLE, "", subject)


def _open(handle: str) -> Stored | None:
    """Open a transaction that is still going on; who has finished or cancelled it starts afresh."""
    stored = repository.load_by_secret(handle, FrontEnd.IDX) if handle else None
    if stored is None or stored.transaction.finished_at is not None:
        return None
    return None if stored.transaction.ended == CANCELLED else stored
