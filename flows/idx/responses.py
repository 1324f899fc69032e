"""From the engine's outcome to a document with its status, and to a session cookie at the end."""

import secrets
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from accounts.brand import current_brand
from accounts.domain.durations import describe_wait
from accounts.domain.messages import Message
from accounts.page_paths import page_path
from accounts.sessions.devices import RETENTION, addresses_from
from accounts.sessions.lifetime import OpenedSession
from accounts.sessions.store import SessionStore
from applications.selectors import known_application
from flows.domain.steps import StepName
from flows.domain.transaction import Transaction
from flows.idx.documents import (
    App,
    Known,
    issue,
    redirect_to,
    step_document,
    success_document,
    terminal,
)
from flows.idx.forms import ION, JSON, Frame
from flows.idx.messages import Json, as_reference
from flows.rate_limits import TOO_MANY
from flows.step_submission import ClientContext, Kind, Outcome, address_mark

EXPIRED = Message("idx.session.expired")
UNREADABLE = Message("errors.E0000003")
WRONG_FORM = Message("E0000020")


@dataclass(frozen=True, slots=True)
class Speaker:
    """How a request is spoken to. An error of introspect is plain JSON: one client drops ION errors there."""

    error_type: str = ION

    def say(self, document: Json, status: int = 200) -> HttpResponse:
        """Send a document. A refusal never has status 200: clients look at nothing else first."""
        content_type = ION if status < 400 else self.error_type
        response = JsonResponse(document, status=status, content_type=content_type)
        response["Cache-Control"] = "no-store"
        return response

    def end(self, message: Message) -> HttpResponse:
        """Send the end of a way."""
        return self.say(terminal((message,)), message.status)

    def slow_down(self, seconds: int) -> HttpResponse:
        """Refuse to look the transaction up again within the next seconds."""
        response = self.end(Message(TOO_MANY, (describe_wait(seconds),)))
        response["Retry-After"] = str(seconds)
        return response


STANDARD = Speaker()
INTROSPECT = Speaker(error_type=JSON)


def respond(request: HttpRequest, outcome: Outcome, handle: str, speaker: Speaker = STANDARD) -> HttpResponse:
    """Answer with the step, with the reasons of a refusal, or with a session."""
    frame = Frame(settings.PUBLIC_URL, handle)
    if outcome.session is not None:
        return _signed_in(request, outcome, outcome.session, frame, speaker)
    if outcome.transaction.finished_at is not None:
        # Without an outcome of its own: the same answer sent twice at once, and the other has the session.
        ended = outcome.transaction.ended
        return speaker.end(Message(ended) if ended else EXPIRED)
    document = step_document(
        outcome.step,
        outcome.transaction,
        frame,
        _app(outcome.transaction),
        violations=outcome.violations,
        messages=(WRONG_FORM,) if outcome.kind is Kind.OUTDATED else outcome.messages,
    )
    response = speaker.say(document, _status(outcome))
    if outcome.retry_after:
        response["Retry-After"] = str(outcome.retry_after)
    return response


def _status(outcome: Outcome) -> int:
    if outcome.step.name is StepName.ENDED:
        return outcome.step.messages[0].status
    match outcome.kind:
        case Kind.REFUSED:
            status = as_reference(outcome.messages[0]).status if outcome.messages else outcome.status
            return max(status, 400)
        case Kind.OUTDATED:
            return WRONG_FORM.status
        case _:
            return 200


def _signed_in(
    request: HttpRequest, outcome: Outcome, opened: OpenedSession, frame: Frame, speaker: Speaker
) -> HttpResponse:
    user = opened.row.user
    if user is None:
        raise LookupError("an earned session has its person")
    if outcome.transaction.request is None:
        request.session.delete()  # of the user signed in here before; its cookie is replaced below
        request.session = SessionStore.adopt(opened)
    # An app gets tokens and no cookie: its server could go on to the user's other apps with that.
    known = Known(user.public_id, user.email, user.first_name, user.last_name)
    facts = outcome.transaction
    response = speaker.say(success_document(facts, frame, _app(facts), known, _way_on(outcome)))
    remember_device(request, response, opened.row.device_id)
    return response


def _way_on(outcome: Outcome) -> Json:
    """Return the member that leads to the tokens of the requesting app, else to a hosted page."""
    request = outcome.transaction.request
    if request is None:
        page = outcome.transaction.return_to or page_path("dashboard:home")
        return redirect_to(f"{settings.PUBLIC_URL}{page}")
    token = page_path(f"oidc:{request.issuer}-token" if request.issuer else "oidc:token")
    return issue(f"{settings.PUBLIC_URL}{token}", request.client_id, outcome.code)


def _app(transaction: Transaction) -> App:
    app = known_application(transaction.application)
    return App(app.key, current_brand().name if app.built_in else app.label)


HEADER: Final = "X-Device-Token"
COOKIE: Final = "DT"
COOKIE_PATH: Final = "/idp/idx/"
"""What every address in ``flows.idx.urls`` begins with; a page of this address doesn’t exist."""
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
            path=COOKIE_PATH,
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
