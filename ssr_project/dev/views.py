"""The local mailbox: what would have been mailed, to read and to click."""

from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ssr_project import mailbox
from ssr_project.dev.guard import for_token_holders
from ssr_project.mailbox import KeptMail

_PARTS = ("html", "text", "headers")


@require_safe
@for_token_holders
def mail_list(request: HttpRequest) -> HttpResponse:
    """Everything kept, newest first; ``?to=`` narrows it to one address."""
    to = request.GET.get("to", "")
    return render(
        request, "dev/mail_list.html", {"mails": mailbox.newest(settings.MAILBOX_DIR, to), "to": to}
    )


@require_safe
@csp_replace({"style-src": ["'self'", "'unsafe-inline'"], "frame-src": ["'self'"]})
@for_token_holders
def mail_page(request: HttpRequest, mail_id: str) -> HttpResponse:
    """One message: its HTML in a frame, its text or its headers. A text message has no HTML.

    The frame inherits this page's policy, and mails carry their styles with them. Scripts stay out.
    """
    mail, requested = _find(mail_id), request.GET.get("part", "")
    parts = _PARTS if mail.html else _PARTS[1:]
    part = requested if requested in parts else parts[0]
    context = {"mail": mail, "part": part, "parts": parts, "list_url": reverse("dev:mail-list")}
    return render(request, "dev/mail.html", context)


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
        "at": mail.at.isoformat(),
        "to": mail.to,
        "from": mail.sender,
        "subject": mail.subject,
        "code": mail.code,
        "link": mail.link,
        "links": list(mail.links),
        "headers": dict(mail.headers),
        "text": mail.text,
        "html": mail.html,
    }
