"""From the engine's outcome to a page, a redirect or a signed-in browser."""

from dataclasses import replace

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import rotate_token
from django.shortcuts import render
from django.utils import timezone

from accounts.brand import current_brand
from accounts.domain.authenticators import Authenticator
from accounts.domain.messages import entry
from accounts.domain.references import reference_of
from accounts.page_paths import page_path
from accounts.sessions.lifetime import OpenedSession
from accounts.sessions.store import SessionStore
from applications.selectors import known_application
from flows.domain.steps import FormName, Step, StepName
from flows.domain.transaction import Intent, Transaction
from flows.hosted import problems
from flows.hosted.acknowledgements import SET_UPS, SubmittedForm, acknowledgement
from flows.hosted.cookies import (
    client_of,
    new_binding,
    read_device,
    remember_device,
    set_binding,
)
from flows.hosted.ends import Way, end_for
from flows.hosted.outside import keep_opener
from flows.hosted.presenter import Attempt, FormView, page_for
from flows.step_submission import Kind, Outcome
from identity_providers.selectors import name_of_account, providers

FIRST_LOOK = Attempt()
PLAIN_REFUSAL = 422
"""A refused form is shown again under this status; only limits and overload have statuses of their own."""


def respond(
    request: HttpRequest, outcome: Outcome, attempt: Attempt, submitted: SubmittedForm | None = None
) -> HttpResponse:
    """Answer a POST: go on by redirect, or show the form again with everything typed and every reason.

    ``submitted`` is the form that was posted, for what the next page says of it.
    """
    message = acknowledgement(submitted, outcome) if submitted is not None else None
    if message is not None:
        problems.leave(request, message)
    response = _respond(request, outcome, attempt)
    return keep_opener(response) if outcome.transaction.request is not None else response


def _respond(request: HttpRequest, outcome: Outcome, attempt: Attempt) -> HttpResponse:
    match outcome.kind:
        case Kind.FINISHED:
            return _signed_in(request, outcome)
        case Kind.ADVANCED if outcome.redirect:
            return _to_provider(request, outcome)
        case Kind.ADVANCED:
            return see_other_to(outcome.transaction)
        case Kind.REFUSED:
            shown = Attempt(attempt.posted, outcome.violations, outcome.messages)
            return show(request, outcome, shown, status=_refusal_status(outcome))
        case _:
            return show(request, outcome, Attempt(messages=outcome.messages), status=409)


def see_other_to(transaction: Transaction) -> HttpResponse:
    """Redirect to the page of a transaction."""
    return see_other(page_path("flows:transaction", transaction.id))


def _to_provider(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Show the page that goes on to a provider: no redirect to another site follows a form (CSP Level 3)."""
    request_sent = outcome.transaction.upstream_request
    provider = providers().get(request_sent.provider) if request_sent is not None else None
    context = {
        "brand": current_brand(),
        "target": outcome.redirect,
        "provider": provider.label if provider is not None else "",
    }
    page = render(request, "flows/to_identity_provider.html", context)
    page["Cache-Control"] = "no-store, no-transform"
    return page


def show(
    request: HttpRequest,
    outcome: Outcome,
    attempt: Attempt = FIRST_LOOK,
    *,
    status: int = 200,
) -> HttpResponse:
    """Show the step, or the page of the end it is."""
    step, transaction = outcome.step, outcome.transaction
    if step.name is StepName.ENDED:
        message = step.messages[0]
        return show_end(request, message.key, params=message.params, transaction=transaction)
    page = page_for(
        step,
        now=timezone.now(),
        transaction_id=transaction.id if transaction.version else None,
        version=transaction.version,
        attempt=attempt,
        query=request.META.get("QUERY_STRING", "") if transaction.request is None else None,
        managing=transaction.management is not None,
    )
    # Before a transaction is stored, the page at the app's own request takes the form.
    back_to_app = FormView(FormName.CANCEL) if transaction.request is not None else None
    page = replace(
        page,
        required_by=_required_by(step, transaction),
        back_to_app=back_to_app,
        last_provider=read_device(request).provider,
        signing_up_with=_signing_up_with(step, transaction),
    )
    if status == 200:
        page = replace(page, notes=(*problems.waiting(request), *page.notes))
    context = {"page": page, "brand": current_brand(), "app": _app_beyond(step, transaction)}
    response = render(request, f"flows/steps/{step.name}.html", context, status=status)
    if outcome.retry_after:
        response["Retry-After"] = str(outcome.retry_after)
    return keep_opener(response) if transaction.request is not None else response


def _required_by(step: Step, transaction: Transaction) -> str | None:
    """Return the app for which a signed-in user has to set something up, "" for the account, else nothing."""
    is_set_up = step.name is StepName.SELECT_ENROLL or step.name in SET_UPS
    waits = transaction.intent is not Intent.SIGN_IN or step.form(FormName.SKIP) is not None
    if not is_set_up or waits:
        return None
    app = known_application(transaction.application)
    return "" if app.built_in else app.label


def _signing_up_with(step: Step, transaction: Transaction) -> str:
    """Return the account at an identity provider that a sign-up form was filled in from."""
    account = transaction.pending_of(Authenticator.IDENTITY_PROVIDER)
    return name_of_account(account) if step.name is StepName.ENROLL_PROFILE else ""


def _app_beyond(step: Step, transaction: Transaction) -> str:
    """Return the name of the app that a first page leads to; nothing on other pages, and without an app."""
    first = step.name in (StepName.IDENTIFY, StepName.ENROLL_PROFILE)
    return known_application(transaction.application).label if first and transaction.request else ""


def show_end(
    request: HttpRequest,
    key: str,
    *,
    params: tuple[str, ...] = (),
    transaction: Transaction | None = None,
    back_to_app: str = "",
    retry_after: int = 0,
    way: Way | None = None,
) -> HttpResponse:
    """Show an end page; ``back_to_app`` leads to the app that sent the user here, ``way`` elsewhere."""
    reference = reference_of(transaction.id) if transaction is not None and transaction.version else ""
    is_requested = transaction is not None and _asked_by_app(transaction)
    back = (
        page_path("oidc:resume", transaction.id) if transaction is not None and is_requested else back_to_app
    )
    end = end_for(key, params=params, reference=reference, at=timezone.now(), back_to_app=back, way=way)
    context = {"end": end, "brand": current_brand()}
    response = render(request, "flows/end.html", context, status=_end_status(key))
    if retry_after:
        response["Retry-After"] = str(retry_after)
    return keep_opener(response) if back else response


def _asked_by_app(transaction: Transaction) -> bool:
    """Whether an app waits for an answer that this browser can still take to it."""
    return transaction.request is not None and bool(transaction.version)


def see_other(url: str) -> HttpResponse:
    """Redirect after a POST: the browser asks for the next page by GET (RFC 9110 §15.4.4)."""
    return HttpResponseRedirect(url, status=303)


def _end_status(key: str) -> int:
    status = entry(key).status
    # 401 asks for an Authorization header that no browser page sends; the attempt is simply gone.
    return 410 if status == 401 else status


def _refusal_status(outcome: Outcome) -> int:
    return outcome.status if outcome.status in (429, 503) else PLAIN_REFUSAL


def _signed_in(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Turn the earned session into a cookie; whatever opened transactions here before no longer does."""
    if outcome.session is None:
        raise LookupError("a finished transaction carries its session")
    response = see_other(destination_of(outcome.transaction))
    # A confirmation is of the user of the running session: a form that waits in another tab stays valid.
    confirms = outcome.transaction.second_factor_since is not None and bool(outcome.transaction.session)
    request.session.delete()
    begin_session(request, outcome.session, keeps_forms=confirms)
    # The sign-in may have given the browser another device id.
    client = replace(client_of(request), device_id=outcome.session.row.device_id)
    remember_device(response, client, outcome.transaction)
    set_binding(response, new_binding())
    return response


def destination_of(finished: Transaction) -> str:
    """Return where a finished attempt leads: to the app's answer, to the page it began at, or home."""
    if finished.request is not None:
        return page_path("oidc:resume", finished.id)
    return finished.return_to or page_path("dashboard:home")


def begin_session(request: HttpRequest, opened: OpenedSession, *, keeps_forms: bool = False) -> None:
    """Give the browser its session and a fresh CSRF token: the one from before may be known to others.

    With ``keeps_forms`` the token stays: it is the one of this session (ADR 0058).
    """
    request.session = SessionStore.adopt(opened)
    if not keeps_forms:
        rotate_token(request)


def with_binding(response: HttpResponse, binding: str) -> HttpResponse:
    """Keep the binding for sixty more minutes, unless the answer has set another one."""
    if binding and settings.BINDING_COOKIE_NAME not in response.cookies:
        set_binding(response, binding)
    return response
