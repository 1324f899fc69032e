"""The page a user lands on, and what it lets them ask for."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from accounts.page_paths import page_path
from accounts.sessions.queries import session_views
from applications.domain import DASHBOARD
from applications.services.pins import pin, unpin
from dashboard import nudges
from dashboard.account_context import AccountContext, account_context
from dashboard.address_confirmation import send_again
from dashboard.authenticators import enrolled_rows
from dashboard.tiles import app_to_open, found, has_app, launch_url, tiles_of
from flows.hosted import problems
from flows.hosted.cookies import client_of
from flows.hosted.responses import see_other
from flows.hosted.session_guard import requires

NEW_FOR: Final = timedelta(hours=1)
MAX_SEARCH: Final = 100
MAX_ROWS: Final = 3
"""Authenticators, and sessions, on the start page. Their own pages show all of them."""
FILTER_FROM: Final = 7
"""From this number of tiles on, the page has a search box."""


@require_GET
@requires(DASHBOARD)
def home(request: HttpRequest) -> HttpResponse:
    """Show the user's apps and suggest one thing at most."""
    account = account_context(request)
    wanted = request.GET.get("q", "")[:MAX_SEARCH].strip()
    panels = {} if wanted else _panels(account)
    tiles = tiles_of(account)
    context = {
        "user": account.user,
        "is_new": _is_new(account.user, account.now),
        "tiles": found(tiles, wanted) if wanted else tiles,
        "wanted": wanted,
        "filters": bool(wanted) or len(tiles) >= FILTER_FROM,
        "has_apps": bool(tiles),
        "nudge": nudges.suggested(account),
        "notes": problems.waiting(request),
        **panels,
    }
    return render(request, "dashboard/home.html", context)


def _panels(account: AccountContext) -> dict[str, Any]:
    """Return the first rows of the security page and of the sessions page, which a search does not show."""
    sessions = session_views(account.user, account.now, here=account.row.key_hash)
    return {
        "authenticators": list(islice(enrolled_rows(account), MAX_ROWS)),
        "sessions": sessions[:MAX_ROWS],
        "other_sessions": len(sessions) - MAX_ROWS,
    }


def _is_new(user: User, now: datetime) -> bool:
    """Return whether this is the session that the activation itself opened, within the hour."""
    opened = user.activated_at
    return opened is not None and user.last_login == opened and now - opened < NEW_FOR


@require_GET
@requires(DASHBOARD)
def open_app(request: HttpRequest, key: str) -> HttpResponse:
    """Lead on to where one of the user's apps begins its sign-in; that it is used is counted when it is."""
    account = account_context(request)
    app = app_to_open(account, key)
    if app is None:
        raise Http404
    return see_other(launch_url(app))


@require_POST
@requires(DASHBOARD)
def pin_app(request: HttpRequest, key: str) -> HttpResponse:
    """Pin one of the user's apps, or remove its pin."""
    account = account_context(request)
    if not has_app(account, key):
        raise Http404
    if request.POST.get("pinned") == "no":
        unpin(account.user, key)
    else:
        pin(account.user, key)
    return see_other(page_path("dashboard:home"))


@require_POST
@requires(DASHBOARD)
def not_now(request: HttpRequest) -> HttpResponse:
    """Put the suggestion off."""
    nudges.put_off(account_context(request))
    return see_other(page_path("dashboard:home"))


@require_POST
@requires(DASHBOARD)
def confirm_email(request: HttpRequest) -> HttpResponse:
    """Send the mail that confirms the user's address once more; their page says what became of it."""
    account = account_context(request)
    message = send_again(account.user, client_of(request), account.now)
    if message is not None:
        problems.leave(request, message)
    return see_other(page_path("dashboard:home"))
