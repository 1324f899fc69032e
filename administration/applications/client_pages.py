"""The secrets of an app's client, and programs to copy."""

from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables

from accounts.domain.violations import ValidationFailed
from administration.applications.client_fields import client_row
from administration.base import show_failure
from administration.confirmed_changes import author_of
from applications.models import Application
from oidc.clients import OVERLAP, rotate_secret
from oidc.models import Client
from oidc.snippets import connection_of, environment, snippets

SECRET: Final = "admin/applications/application/secret.html"
AT_ONCE: Final = "at_once"


def client_context(client: Client, *, may_change: bool) -> dict[str, Any]:
    """Return what an app's page shows below the form: programs to copy, and the secrets in force."""
    connection = connection_of(client)
    return {
        "environment": environment(connection),
        "snippets": snippets(connection),
        "secrets": _secrets(client) if may_change else None,
        "overlap": OVERLAP.days,
        "at_once": AT_ONCE,
    }


def _secrets(client: Client) -> list[Any]:
    """Return the secrets that count today, the newest first; a public client has none."""
    now = timezone.now()
    return [secret for secret in client.secrets.all() if secret.expires_at is None or secret.expires_at > now]


@sensitive_variables("secret")
def rotate_view(page: ModelAdmin[Any], request: HttpRequest, app_id: int) -> HttpResponse:
    """Give the client a new secret and show it, this once."""
    row = page.get_object(request, str(app_id))
    if not isinstance(row, Application):
        raise Http404
    if not page.has_change_permission(request, row):
        raise PermissionDenied
    client = client_row(row)
    if client is None:
        raise Http404
    overlap = OVERLAP * 0 if AT_ONCE in request.POST else OVERLAP
    try:
        secret = rotate_secret(client, author_of(request), overlap)
    except ValidationFailed as failure:
        show_failure(request, failure)
        return HttpResponseRedirect(reverse("admin:applications_application_change", args=[row.pk]))
    return secret_page(page, request, row, secret, days=overlap.days, rotated=True)


def secret_page(
    page: ModelAdmin[Any],
    request: HttpRequest,
    row: Application,
    secret: str,
    *,
    days: int = 0,
    rotated: bool = False,
) -> HttpResponse:
    """Show a new secret: this response is the only one that holds it."""
    connection = connection_of(Client.objects.get(application=row))
    context = {
        **page.admin_site.each_context(request),
        "title": gettext("Client secret of %(name)s") % {"name": row.label},
        "opts": page.opts,
        "media": page.media,
        "row": row,
        "secret": secret,
        "environment": environment(connection, secret),
        "rotated": rotated,
        "days": days,
    }
    return TemplateResponse(request, SECRET, context)
