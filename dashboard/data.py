"""One's own data: take it along, take back what apps may learn, delete the account."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.credentials.budgets import (
    Charge,
    Purpose,
    seconds_left,
    spend,
)
from accounts.domain.durations import describe_wait
from accounts.domain.messages import Message
from accounts.domain.text import fold
from accounts.page_paths import page_path
from applications.domain import DASHBOARD
from applications.models import Consent, Use
from applications.selectors import application
from applications.services import consents
from dashboard.account_context import AccountContext, account_context, begin
from dashboard.export import document_of, record_export
from flows.domain.account_changes import can_export
from flows.domain.subjects import ConsentSubject
from flows.domain.transaction import AccountChange
from flows.hosted import problems
from flows.hosted.cookies import client_of
from flows.hosted.material import scopes_in_words
from flows.hosted.responses import PLAIN_REFUSAL, see_other
from flows.hosted.session_guard import requires
from policies.domain.facts import Operation

TOO_OFTEN = 429
PROVED: Final = "proved"
"""The query of the page where the proof for a download ends: the button is pressed once more."""


@dataclass(frozen=True, slots=True)
class Connected:
    """A connected app; without ``scopes`` one of the organisation, which asks for no consent."""

    key: str
    label: str
    scopes: tuple[str, ...]
    since: datetime


@require_GET
@requires(DASHBOARD)
def overview(request: HttpRequest) -> HttpResponse:
    """Show what can be done with one's data."""
    account = account_context(request)
    proved = PROVED in request.GET and _can_export(account)
    return _page(request, account, Message("ssr.data.proved") if proved else None)


def _can_export(account: AccountContext) -> bool:
    return can_export(account.state)


def _page(
    request: HttpRequest, account: AccountContext, message: Message | None = None, status: int = 200
) -> HttpResponse:
    notes = (*([problems.note_of(message)] if message is not None else ()), *problems.waiting(request))
    may_leave = account.allows(Operation.DELETE_ACCOUNT) and not account.user.is_staff
    context = {"connected": _connected(account), "notes": notes, "may_leave": may_leave}
    return render(request, "dashboard/data.html", context, status=status)


def _connected(account: AccountContext) -> tuple[Connected, ...]:
    agreed = Consent.objects.filter(user=account.user).exclude(scopes=[]).select_related("application")
    used = Use.objects.filter(user=account.user).select_related("application")
    found = {row.application.key: _used(row) for row in used}
    found |= {row.application.key: _agreed(row) for row in agreed}
    return tuple(sorted(found.values(), key=lambda application: fold(application.label)))


def _agreed(row: Consent) -> Connected:
    words = scopes_in_words(ConsentSubject(row.application.label, tuple(row.scopes)))
    return Connected(row.application.key, row.application.label, words, row.granted_at)


def _used(row: Use) -> Connected:
    return Connected(row.application.key, row.application.label, (), row.last_at)


@require_POST
@requires(DASHBOARD)
def export(request: HttpRequest) -> HttpResponse:
    """Hand the data out as a file after a fresh proof, a few times an hour at most."""
    account = account_context(request)
    if not _can_export(account):
        change = AccountChange(Operation.EXPORT_DATA)
        return begin(request, change, page="dashboard:data", end=PROVED)
    charge = Charge(Purpose.EXPORT, account.user.public_id)
    if not spend(charge, account.now):
        seconds = seconds_left(charge, account.now)
        response = _page(
            request, account, Message("ssr.data.too_often", (describe_wait(seconds),)), TOO_OFTEN
        )
        response["Retry-After"] = str(seconds)
        return response
    document = document_of(account)
    record_export(account, client_of(request))
    return JsonResponse(
        document,
        json_dumps_params={"indent": 2, "ensure_ascii": False},
        headers={"Content-Disposition": f'attachment; filename="my-data-{account.now:%Y-%m-%d}.json"'},
    )


@require_POST
@requires(DASHBOARD)
def delete(request: HttpRequest) -> HttpResponse:
    """Begin to delete the account; the engine asks for proofs, and once more. Administrators are refused."""
    account = account_context(request)
    if account.user.is_staff or account.user.is_superuser:
        return _page(request, account, Message("ssr.leaving.administrator"), PLAIN_REFUSAL)
    return begin(request, AccountChange(Operation.DELETE_ACCOUNT))


@require_POST
@requires(DASHBOARD)
def withdraw(request: HttpRequest, key: str) -> HttpResponse:
    """Take back everything that one app may learn."""
    account = account_context(request)
    if not consents.withdraw(account.user, key, now=account.now):
        raise Http404
    problems.leave(request, Message("ssr.data.withdrawn", (application(key).label,)))
    return see_other(page_path("dashboard:data"))
