"""Delivery of an authorization response: by an address, by a form, or by a message between windows."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.brand import current_brand
from applications.selectors import known_application
from flows.hosted.outside import OutsideRedirect
from oidc.domain.responses import AuthorizationResponse, ResponseMode, origin_of
from oidc.selectors import client_of

_PAGES: Final = {
    ResponseMode.FORM_POST: "oidc/form_post.html",
    ResponseMode.POST_MESSAGE: "oidc/post_message.html",
}


def deliver(
    request: HttpRequest, client_id: str, response: AuthorizationResponse, *, after_form: bool = False
) -> HttpResponse:
    """Return what takes the response to the client.

    ``after_form``: a form of ours was posted before. A browser follows no redirect to another site from it
    (Content Security Policy Level 3, ``form-action``), so a page goes on from here.
    """
    if response.is_redirect:
        if not after_form:
            return OutsideRedirect(response.url)
        return _page(request, "oidc/leave.html", client_id, {"url": response.url})
    page = _page(request, _PAGES[response.mode], client_id, _context(response))
    _open_policy(page, client_id, response)
    return page


def _page(request: HttpRequest, template: str, client_id: str, context: dict[str, Any]) -> HttpResponse:
    frame = {"app": known_application(client_id), "brand": current_brand()}
    page = render(request, template, {**frame, **context})
    # A code stands beside the request's state: compressed together, their length could tell (BREACH).
    page["Cache-Control"] = "no-store, no-transform"
    return page


def _context(response: AuthorizationResponse) -> dict[str, Any]:
    message = {"origin": origin_of(response.redirect_uri), "message": dict(response.parameters)}
    return {"response": response, "message": message}


def _open_policy(page: Any, client_id: str, response: AuthorizationResponse) -> None:
    """Let this one page post to the client, or stand in a frame of its registered origins."""
    client = client_of(client_id)
    registered = client.allowed_origins.split() if client is not None else []
    if response.mode is ResponseMode.FORM_POST:
        # Chromium holds the policy against redirects of the form's target too: the client's other origins.
        targets = dict.fromkeys([origin_of(response.redirect_uri), *registered])
        page._csp_replace = {"form-action": list(targets)}  # noqa: SLF001 - what django-csp's decorators set
        return
    page._csp_replace = {"frame-ancestors": registered or ["'none'"]}  # noqa: SLF001 - the same
    page.xframe_options_exempt = True  # frame-ancestors is the rule; this header knows no list of origins
