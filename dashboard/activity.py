"""Recent activity, and the report of an unfamiliar sign-in."""

from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.authenticators import Authenticator
from accounts.domain.events import Target, TargetType
from accounts.events.log import Entry, record
from accounts.models import Event, User
from accounts.page_paths import page_path
from accounts.sessions.lifetime import STARTED, end_all_else
from applications.domain import DASHBOARD
from dashboard.account_context import account_context, begin
from dashboard.activity_entries import page_of
from flows.domain.transaction import AccountChange
from flows.hosted import problems
from flows.hosted.responses import see_other
from flows.hosted.session_guard import requires
from policies.domain.facts import Operation


@require_GET
@requires(DASHBOARD)
def overview(request: HttpRequest) -> HttpResponse:
    """List what happened, twenty at a time."""
    before = request.GET.get("before", "")
    listed = page_of(account_context(request).user, int(before) if _is_id(before) else None)
    context = {"page": listed, "further": bool(before), "notes": problems.waiting(request)}
    return render(request, "dashboard/activity.html", context)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 18


@require_POST
@requires(DASHBOARD)
def not_me(request: HttpRequest, event: int) -> HttpResponse:
    """End every other access, record the report for administrators, and begin a change of password."""
    account = account_context(request)
    sign_in = Event.objects.filter(pk=event, user_id=account.user.public_id, type=STARTED).first()
    if sign_in is None:
        raise Http404
    report_unrecognized_sign_in(account.user, sign_in, account.now)
    end_all_else(account.user, account.row, account.now)
    if account.user.has_password and account.allows(Operation.CHANGE_PASSWORD):
        return begin(request, AccountChange(Operation.CHANGE_PASSWORD, Authenticator.PASSWORD))
    return see_other(page_path("dashboard:security"))


REPORTED: Final = "user.account.report_suspicious_activity_by_enduser"


def report_unrecognized_sign_in(user: User, event: Event, now: datetime) -> None:
    """Record that the user does not recognise a sign-in."""
    target = Target(TargetType.EVENT, str(event.uuid))
    record([Entry(REPORTED, user_id=user.public_id, targets=(target,))], now=now)
