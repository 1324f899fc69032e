"""RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from accounts.brand import current_brand
from accounts.middleware import live_session
from accounts.models import Session
from flows.hosted.outside import OutsideRedirect, keeps_opener, with_query
from flows.hosted.responses import see_other
from flows.hosted.sign_out import signed_off
from oidc.authorization import FatalRequestError
from oidc.clients import client_of
from oidc.models import Client
from oidc.protocol.parameters import MalformedRequest, check_repeated, check_sizes
from oidc.signing_keys import Hint, read_hint
from oidc.views.responses import error_page

CSRF: Final = "csrfmiddlewaretoken"
REPOSTED: Final = "reposted"
"""A field of the page that posts an app's form once more, from this site."""
NAMES: Final = ("id_token_hint", "client_id", "post_logout_redirect_uri", "state")


@dataclass(frozen=True, slots=True)
class LogoutRequest:
    """A logout request: the requesting client, its token, and the redirect, which may be empty.

    ``by_form``: it came by a form of this server, after which a browser follows no redirect to another
    site.
    """

    client: Client | None
    hint: Hint | None
    target: str
    parameters: Mapping[str, str]
    by_form: bool


@keeps_opener
@csrf_exempt
@require_http_methods(["GET", "POST"])
def logout(request: HttpRequest, issuer: str) -> HttpResponse:
    """Sign out: at once with an ID token of this session, else after a confirmation.

    Otherwise a link could sign users out (ASVS 5.0 10.6.2).
    """
    sent = request.POST if request.method == "POST" else request.GET
    try:
        check_repeated(sent.lists())
        logout_request = _read_logout_request(sent.dict())
    except MalformedRequest as malformed:
        return error_page(request, FatalRequestError(malformed.error, malformed.description, None, ""))
    except FatalRequestError as fatal:
        return error_page(request, fatal)
    row = live_session(request)
    if request.method == "POST" and row is None and not logout_request.by_form:
        return _repost(request, logout_request)
    if row is None:
        return _signed_out(request, logout_request)
    if CSRF in request.POST:
        return _response(request, logout_request)
    return (
        _sign_out(request, logout_request)
        if _is_of(row, logout_request.hint)
        else _confirmation(request, logout_request)
    )


def _read_logout_request(sent: Mapping[str, object]) -> LogoutRequest:
    parameters = {name: str(sent[name]) for name in NAMES if sent.get(name)}
    token, named = parameters.pop("id_token_hint", ""), parameters.get("client_id", "")
    check_sizes(parameters)
    hint = read_hint(token) if token else None
    if hint is not None and named and named != hint.client_id:
        raise MalformedRequest("The id_token_hint is of another client.")
    client = client_of(hint.client_id if hint is not None else named)
    if client is None and token:
        # The token cannot be read, or is of an app that is gone: nothing vouches for an address to go to.
        parameters = {}
    target = _target(client, parameters)
    kept = {**parameters, "id_token_hint": token} if hint is not None else parameters
    return LogoutRequest(client, hint, target, kept, by_form=CSRF in sent or REPOSTED in sent)


def _target(client: Client | None, parameters: Mapping[str, str]) -> str:
    """Return where the browser goes afterwards. Raises FatalRequestError for an unregistered address."""
    uri, state = parameters.get("post_logout_redirect_uri", ""), parameters.get("state", "")
    if not uri:
        return ""
    if client is None or not client.post_logout_redirect_uri_allowed(uri):
        raise FatalRequestError(
            "invalid_request", "The post_logout_redirect_uri is not registered.", client, uri
        )
    return with_query(uri, state=state) if state else uri


def _is_of(row: Session, hint: Hint | None) -> bool:
    """Whether the hint is about this session."""
    if hint is None or row.user is None or hint.subject != row.user.public_id:
        return False
    return not hint.sid or hint.sid == row.sid


def _repost(request: HttpRequest, logout_request: LogoutRequest) -> HttpResponse:
    """Show a page that posts the same form from this site.

    A browser sends no session cookie with a form of another site (``SameSite=Lax``), and an address may be
    too short for an ID token.
    """
    context = {"parameters": logout_request.parameters, "reposted": REPOSTED, "brand": current_brand()}
    return render(request, "oidc/repost.html", context)


def _signed_out(request: HttpRequest, logout_request: LogoutRequest) -> HttpResponse:
    if not logout_request.target:
        return see_other(reverse("flows:signed_out"))
    if not logout_request.by_form:
        return OutsideRedirect(logout_request.target)
    context = {
        "target": logout_request.target,
        "app": logout_request.client and logout_request.client.application,
    }
    return render(request, "oidc/leave.html", {**context, "brand": current_brand()})


def _sign_out(request: HttpRequest, logout_request: LogoutRequest) -> HttpResponse:
    return signed_off(request, _signed_out(request, logout_request))


def _confirmation(request: HttpRequest, logout_request: LogoutRequest) -> HttpResponse:
    context = {
        "client": logout_request.client,
        "parameters": logout_request.parameters,
        "brand": current_brand(),
    }
    return render(request, "oidc/logout.html", context)


@csrf_protect
def _response(request: HttpRequest, logout_request: LogoutRequest) -> HttpResponse:
    return _sign_out(request, logout_request)
