"""The page a person lands on, and what it lets them ask for."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from applications.domain import DASHBOARD
from dashboard import notices, nudges
from dashboard.selectors import visible_profile
from dashboard.visits import visit_of
from flows.addresses import HOME
from flows.confirmation import send_again
from flows.hosted.cookies import client_of
from flows.hosted.guarding import requires
from flows.hosted.responses import see_other


@require_GET
@requires(DASHBOARD)
def home(request: HttpRequest) -> HttpResponse:
    """Greet the person, show their profile and suggest one thing at most."""
    visit = visit_of(request)
    context = {
        "person": visit.person,
        "profile": visible_profile(visit.person),
        "suggests_passkey": nudges.suggests_passkey(visit),
        "notes": notices.waiting(request),
    }
    return render(request, "dashboard/home.html", context)


@require_POST
@requires(DASHBOARD)
def not_now(request: HttpRequest) -> HttpResponse:
    """Put the suggestion off."""
    nudges.put_off(visit_of(request))
    return see_other(HOME)


@require_POST
@requires(DASHBOARD)
def confirm_email(request: HttpRequest) -> HttpResponse:
    """Send the mail that confirms the person's address once more; their page says what became of it."""
    visit = visit_of(request)
    said = send_again(visit.person, client_of(request), visit.now)
    if said is not None:
        notices.leave(request, said)
    return see_other(HOME)
