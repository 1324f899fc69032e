"""The local mailbox: what would have been mailed, to read and to click."""

from typing import Any

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from ssr_project import mailbox
from ssr_project.dev.guard import for_token_holders
from ssr_project.mailbox import KeptMail

# A mail's own styles may work here, its scripts and forms never; its links open over the whole page.
_BODY_POLICY: dict[str, Any] = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "script-src": None,
    "connect-src": None,
    "font-src": None,
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-top-navigation-by-user-activation"],
}


@require_safe
@for_token_holders
def mail_list(request: HttpRequest) -> HttpResponse:
    """Everything kept, newest first; ``?to=`` narrows it to one address."""
    to = request.GET.get("to", "")
    return render(
        request, "dev/mail_list.html", {"mails": mailbox.newest(settings.MAILBOX_DIR, to), "to": to}
    )


@require_safe
@csp_update({"frame-src": ["'self'"]})
@for_token_holders
def mail_page(request: HttpRequest, mail_id: str) -> HttpResponse:
    """One message: its text, its headers, and its HTML in a frame of its own."""
    return render(request, "dev/mail.html", {"mail": _find(mail_id)})


@require_safe
@xframe_options_sameorigin
@csp_replace(_BODY_POLICY)
@for_token_holders
def mail_html(_request: HttpRequest, mail_id: str) -> HttpResponse:
    """The HTML of one message, to be framed."""
    return HttpResponse(_find(mail_id).html.replace("<head>", '<head><base target="_top">', 1))


@require_safe
@for_token_holders
def mail_json(request: HttpRequest) -> HttpResponse:
    """The same list for scripts, newest first."""
    mails = mailbox.newest(settings.MAILBOX_DIR, request.GET.get("to", ""))
    return JsonResponse({"mails": [_as_json(mail) for mail in mails]})


def _find(mail_id: str) -> KeptMail:
    mail = mailbox.find(settings.MAILBOX_DIR, mail_id)
    if mail is None:
        raise Http404
    return mail


def _as_json(mail: KeptMail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "keptAt": mail.kept_at.isoformat(),
        "to": mail.to,
        "from": mail.sender,
        "subject": mail.subject,
        "code": mail.code,
        "links": list(mail.links),
        "headers": dict(mail.headers),
        "text": mail.text,
        "html": mail.html,
    }
