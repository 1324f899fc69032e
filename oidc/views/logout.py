"""Signing out at the wish of an app (OpenID Connect RP-Initiated Logout 1.0)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.middleware import live_session
from accounts.models import Session
from accounts.selectors.brand import current_brand
from flows.hosted.outside import OutsideRedirect, with_query
from flows.hosted.responses import see_other
from flows.hosted.sign_out import signed_off
from oidc.domain.authorization import Malformed, check_sizes, refuse_repeated
from oidc.models import Client
from oidc.selectors import client_of
from oidc.selectors.hints import Hint, read_hint
from oidc.services.authorization import Unanswerable
from oidc.views.refusals import refuse


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who asks for the logout, by which token, and where the browser goes afterwards; perhaps nowhere."""

    client: Client | None
    hint: Hint | None
    target: str


@csrf_exempt
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest, issuer: str) -> HttpResponse:
    """Sign out, at once where the app shows a token of this very session, else after a question.

    Without that anybody could sign people out by a link (ASVS 5.0 10.6.2).
    """
    if request.method == "POST" and "csrfmiddlewaretoken" not in request.POST:
        return see_other(f"{request.path}?{request.POST.urlencode()}")
    try:
        refuse_repeated(request.GET.lists())
        check_sizes(request.GET.dict())
        leaving = _leaving(request)
    except Malformed as malformed:
        return refuse(request, Unanswerable(malformed.error, malformed.description, None, ""))
    except Unanswerable as fatal:
        return refuse(request, fatal)
    row = live_session(request)
    if row is None:
        return _gone(leaving)
    if request.method == "POST":
        return _answered(request, leaving)
    return _signed_off(request, leaving) if _is_of(row, leaving.hint) else _ask(request, leaving)


def _leaving(request: HttpRequest) -> Leaving:
    token, named = request.GET.get("id_token_hint", ""), request.GET.get("client_id", "")
    uri = request.GET.get("post_logout_redirect_uri", "")
    hint = read_hint(token) if token else None
    if hint is not None and named and named != hint.client_id:
        raise Malformed("The id_token_hint is of another client.")
    client = client_of(hint.client_id if hint is not None else named)
    if not uri:
        return Leaving(client, hint, "")
    if client is None or not client.post_logout_redirect_uri_allowed(uri):
        raise Unanswerable("invalid_request", "The post_logout_redirect_uri is not registered.", client, uri)
    state = request.GET.get("state", "")
    return Leaving(client, hint, with_query(uri, state=state) if state else uri)


def _is_of(row: Session, hint: Hint | None) -> bool:
    """Whether the token was given for what this browser is signed in to."""
    if hint is None or row.person is None or hint.subject != row.person.public_id:
        return False
    return not hint.sid or hint.sid == row.sid


def _gone(leaving: Leaving) -> HttpResponse:
    return OutsideRedirect(leaving.target) if leaving.target else see_other(reverse("flows:signed_out"))


def _signed_off(request: HttpRequest, leaving: Leaving) -> HttpResponse:
    return signed_off(request, _gone(leaving))


def _ask(request: HttpRequest, leaving: Leaving) -> HttpResponse:
    context = {"client": leaving.client, "brand": current_brand()}
    return render(request, "oidc/logout.html", context)


@csrf_protect
def _answered(request: HttpRequest, leaving: Leaving) -> HttpResponse:
    """Go on by a page of ours: a browser follows no form of ours to another site."""
    if not leaving.target:
        return _signed_off(request, leaving)
    context = {"url": leaving.target, "app": leaving.client and leaving.client.application}
    return signed_off(request, render(request, "oidc/leave.html", {**context, "brand": current_brand()}))
