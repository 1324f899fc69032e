"""The hosted pages: GET shows a step and changes nothing, POST answers it, a redirect follows."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from accounts.domain.messages import Message
from accounts.middleware import live_session
from accounts.page_paths import page_path
from applications.domain import ADMINISTRATION, DASHBOARD
from flows import engine, repository
from flows.assurance import CONFIRM
from flows.authorization_result import finished_in, superseded
from flows.domain.account_changes import EXPIRED
from flows.domain.pages.entrance import EDITION_PATH
from flows.domain.requests import read_login_hint
from flows.domain.steps import Form, FormName, Step, StepName
from flows.domain.transaction import FrontEnd, Intent
from flows.hosted import problems
from flows.hosted.acknowledgements import SubmittedForm
from flows.hosted.cookies import client_of, new_binding, read_binding
from flows.hosted.outside import keep_opener
from flows.hosted.posted_forms import kept, read, unsaved_message
from flows.hosted.presenter import Attempt
from flows.hosted.responses import destination_of, respond, see_other, show, show_end, with_binding
from flows.repository import Ref, Stored
from flows.step_submission import OUTDATED, Kind, Outcome
from policies.domain.assurance import SECOND_FACTOR_AGE

COOKIES_OFF = "ssr.cookies.off"
WRONG_ORIGIN = "ssr.origin.wrong"
SIGNED_IN = "ssr.sign_up.signed_in"
PAGE = "flows:transaction"
_IN_A_SESSION = (FormName.STEP_UP, FormName.CONSENT, FormName.PROFILE_UPDATE, FormName.SKIP)
"""Forms of a first page that a signed-in user may open."""


@require_GET
def front_door(request: HttpRequest) -> HttpResponse:
    """Send users home: the dashboard asks who they are if it must."""
    return see_other(page_path("dashboard:home"))


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: HttpRequest, intent: Intent) -> HttpResponse:
    """The first page of a sign-in, sign-up or recovery. Nothing is stored before something is answered."""
    start = flow_start_of(request, intent)
    if request.method != "POST":
        if intent is Intent.SIGN_UP and (row := live_session(request)) is not None and row.user is not None:
            # A hint for a second account, perhaps on a shared device.
            problems.leave(request, Message(SIGNED_IN, (row.user.email,)))
            return see_other(start.return_to or page_path("dashboard:home"))
        opened = engine.open_new(start, client_of(request))
        if start.session is not None and opened.step.name is StepName.DONE:
            return see_other(start.return_to or page_path("dashboard:home"))
        return show(request, opened.outcome)
    return answer_at(request, start)


def answer_at(request: HttpRequest, start: engine.FlowStart) -> HttpResponse:
    """Take the first submission of a new transaction, which is stored with it."""
    if request.POST.get("form") not in _IN_A_SESSION:
        # A page from before the sign-in in another tab: its user replaces the signed-in one.
        start = replace(start, session=None)
    start = replace(start, form_edition=request.POST.get(EDITION_PATH, ""))
    opened = engine.open_new(start, client_of(request))
    form = _posted(opened.step, request.POST)
    binding = read_binding(request) or new_binding()
    outcome = (
        engine.submit(opened, form.name, read(form, request.POST), binding)
        if form is not None
        else replace(opened.outcome, kind=Kind.OUTDATED, messages=(Message(OUTDATED),))
    )
    attempt, submitted = _attempt(request, opened.step, outcome.step), _asked(request, opened.step)
    return with_binding(respond(request, outcome, attempt, submitted), binding)


@require_http_methods(["GET", "HEAD", "POST"])
def transaction(request: HttpRequest, transaction_id: str) -> HttpResponse:
    """The page of a transaction that this browser began."""
    binding = read_binding(request)
    stored = repository.load(Ref(transaction_id, binding, FrontEnd.HOSTED)) if binding else None
    if stored is None or _is_over(stored):
        return elsewhere(request, transaction_id, stored)
    # What has ended says so also where it ended the session it was begun in.
    if not stored.transaction.ended and not counts_here(request, stored):
        return show_end(request, EXPIRED)
    opened = engine.open_stored(stored, client_of(request))
    if request.method != "POST":
        return with_binding(show(request, opened.outcome), binding)
    if request.POST.get("form") == FormName.CANCEL and stored.transaction.request is not None:
        engine.cancel(stored)
        return with_binding(keep_opener(see_other(page_path("oidc:resume", transaction_id))), binding)
    form = _posted(opened.step, request.POST)
    data = read(form, request.POST) if form is not None else {}
    answered = engine.submit(opened, form.name if form is not None else "", data)
    attempt, submitted = _attempt(request, opened.step, answered.step), _asked(request, opened.step)
    return with_binding(respond(request, answered, attempt, submitted), binding)


def _is_over(stored: Stored) -> bool:
    """Whether there is nothing more to show; an end without a session has something to say."""
    return stored.transaction.finished_at is not None and not stored.transaction.ended


def counts_here(request: HttpRequest, stored: Stored) -> bool:
    """Whether an attempt that was begun in a session is still in it (ADR 0025)."""
    begun_in = stored.transaction.session
    row = live_session(request) if begun_in else None
    return not begun_in or (row is not None and row.key_hash == begun_in)


def elsewhere(request: HttpRequest, transaction_id: str, stored: Stored | None = None) -> HttpResponse:
    """Answer for a transaction that this browser can't go on with: by its session, or by a page of the end.

    A tab that was left behind when another one signed in goes where its own transaction was to lead.
    """
    row = live_session(request)
    if row is None:
        return show_end(request, EXPIRED)
    key = unsaved_message(request.POST)
    if key and finished_in(transaction_id, row) is not None:
        return show_end(request, key)
    left = stored.transaction if stored is not None else superseded(transaction_id, row, timezone.now())
    if left is None:
        return see_other(page_path("dashboard:home"))
    response = see_other(destination_of(left))
    return keep_opener(response) if left.request is not None else response


@require_GET
def state(request: HttpRequest, transaction_id: str) -> HttpResponse:
    """One bit for the waiting tab: has anything changed since the version it shows?"""
    binding = read_binding(request)
    stored = repository.load(Ref(transaction_id, binding, FrontEnd.HOSTED)) if binding else None
    same = stored is not None and str(stored.transaction.version) == request.GET.get("v")
    return JsonResponse({"changed": not same})


def flow_start_of(request: HttpRequest, intent: Intent) -> engine.FlowStart:
    """Return how the user comes in; only a path of this server can be where they go on to."""
    target = _visible(request.GET.get("next", ""))
    safe = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    application = _application_at(target) if safe else DASHBOARD
    # Without the parameter the page that requires a recent factor leads here again.
    confirms = application == ADMINISTRATION and CONFIRM in request.GET
    return engine.FlowStart(
        FrontEnd.HOSTED,
        intent,
        identifier=read_login_hint(request.GET.get("login_hint", "")),
        return_to=target[:500] if safe else "",
        application=application,
        session=live_session(request) if intent is Intent.SIGN_IN else None,
        second_factor_since=timezone.now() - SECOND_FACTOR_AGE if confirms else None,
    )


def _application_at(target: str) -> str:
    """Return the app of a path. On a developer's own machine the administration wants no more than others."""
    administers = target.startswith(page_path("admin:index")) and not settings.EMBEDDED
    return ADMINISTRATION if administers else DASHBOARD


def _visible(text: str) -> str:
    """Return the text, or an empty one with a NUL, which PostgreSQL rejects and users never type."""
    return text if text.isprintable() else ""


def _posted(step: Step, post: QueryDict) -> Form | None:
    """Return the form that was posted, if the page was of this step: a code and a password have one name."""
    return step.form(post.get("form", "")) if post.get("step", step.name) == step.name else None


def _attempt(request: HttpRequest, step: Step, shown: Step) -> Attempt:
    """What was typed stands in the page that asked for it, not in another one that came of it."""
    form = _posted(step, request.POST)
    same = form is not None and (shown.name, shown.page) == (step.name, step.page)
    return Attempt(kept(form, request.POST)) if form is not None and same else Attempt()


def _asked(request: HttpRequest, step: Step) -> SubmittedForm:
    return SubmittedForm(step.name, request.POST.get("form", ""))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: cookies are off, or the page is old and comes back with what was typed."""
    if reason.startswith(("Origin checking failed", "Referer checking failed")):
        return show_end(request, WRONG_ORIGIN, params=(settings.PUBLIC_URL,))
    if settings.CSRF_COOKIE_NAME not in request.COOKIES:
        return show_end(request, COOKIES_OFF)
    outcome, match = _page_of(request), request.resolver_match
    if outcome is None:
        # The token changes at every sign-in: a tab that was left behind is answered from the new session.
        if match is not None and match.view_name == PAGE:
            return elsewhere(request, match.kwargs["transaction_id"])
        return show_end(request, EXPIRED)
    return show_outdated(request, outcome)


def show_outdated(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Show the present step for a form without a token that counts, with everything that was typed."""
    form = _posted(outcome.step, request.POST)
    posted = kept(form, request.POST) if form is not None else None
    return show(request, outcome, Attempt(posted, messages=(Message(OUTDATED),)), status=403)


def _page_of(request: HttpRequest) -> Outcome | None:
    match = request.resolver_match
    if match is None:
        return None
    if match.view_name == PAGE:
        stored = repository.load(Ref(match.kwargs["transaction_id"], read_binding(request), FrontEnd.HOSTED))
        if stored is None or not counts_here(request, stored):
            return None
        return engine.open_stored(stored, client_of(request)).outcome
    intent = match.kwargs.get("intent")
    if not isinstance(intent, Intent):
        return None
    return engine.open_new(flow_start_of(request, intent), client_of(request)).outcome


def is_forged(request: HttpRequest) -> bool:
    """Return whether a POST lacks the token of this browser's forms, for a view that answers that itself."""
    check = _CsrfCheck(lambda _request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda _request: HttpResponse(), (), {}) is not None


class _CsrfCheck(CsrfViewMiddleware):
    """Django's check without Django's page: the view that asks says how the refusal looks."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return HttpResponse(status=403)
