"""Where a user is signed in, and signing out elsewhere."""

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.domain.messages import Message
from accounts.page_paths import page_path
from accounts.sessions import lifetime
from accounts.sessions.queries import handle_of, session_views
from accounts.sessions.store import SessionStore
from applications.domain import DASHBOARD
from dashboard.account_context import account_context
from flows.hosted import problems
from flows.hosted.responses import see_other
from flows.hosted.session_guard import requires


@require_GET
@requires(DASHBOARD)
def overview(request: HttpRequest) -> HttpResponse:
    """List the browsers, this one first."""
    account = account_context(request)
    listed = session_views(account.user, account.now, here=account.row.key_hash)
    context = {"sessions": listed, "notes": problems.waiting(request)}
    return render(request, "dashboard/sessions.html", context)


@require_POST
@requires(DASHBOARD)
def end(request: HttpRequest, handle: str) -> HttpResponse:
    """Sign one other browser out; this one has the button that every page has."""
    account = account_context(request)
    here = handle == handle_of(account.row.key_hash)
    if here or not lifetime.end_one(account.user, handle, account.now):
        raise Http404
    problems.leave(request, Message("ssr.session.ended"))
    return see_other(page_path("dashboard:sessions"))


@require_POST
@requires(DASHBOARD)
def end_others(request: HttpRequest) -> HttpResponse:
    """Sign every browser and app out but this browser, whose cookie is renewed."""
    account = account_context(request)
    with transaction.atomic():
        # The key first: a grant that is being issued to a copy of this cookie is revoked, or never saved.
        opened = lifetime.renew_key(account.row)
        lifetime.end_others(account.user, account.row.key_hash, account.now)
    request.session = SessionStore.adopt(opened)
    problems.leave(request, Message("ssr.session.others_ended"))
    return see_other(page_path("dashboard:sessions"))
