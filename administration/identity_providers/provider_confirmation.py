"""The confirmation of a change that decides which accounts elsewhere open accounts here."""

from typing import Any

from django.contrib.admin import ModelAdmin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from administration.confirmed_changes import CONFIRM, CONFIRMED
from administration.identity_providers.provider_form import changes_trust
from administration.identity_providers.provider_texts import change_lines
from identity_providers.models import IdentityProvider


class ConfirmationRequired(Exception):
    """The change decides which accounts elsewhere open accounts here, and is not confirmed yet."""

    def __init__(self, row: IdentityProvider, lines: list[str]) -> None:
        super().__init__(row.public_id)
        self.row, self.lines = row, lines


def require_confirmation(request: HttpRequest, row: IdentityProvider) -> None:
    """Raise ConfirmationRequired where the submitted form changes what is trusted."""
    stored = IdentityProvider.objects.prefetch_related("trusted_domains").get(pk=row.pk)
    if not changes_trust(stored, request.POST):
        return
    known = {item.domain for item in stored.trusted_domains.all()}
    new = tuple(domain for domain in request.POST.get("trusted_domains", "").split() if domain not in known)
    believes = row.believes_assurance and not stored.believes_assurance
    raise ConfirmationRequired(row, change_lines(row, new, believes=believes))


def confirmation(
    page: ModelAdmin[Any], request: HttpRequest, title: str, button: str, lines: list[str]
) -> HttpResponse:
    """Say what a change does; the button sends the same form again."""
    sent = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
    context = {
        **page.admin_site.each_context(request),
        "title": title,
        "button": button,
        "opts": page.opts,
        "effect": lines[0],
        "remedy": " ".join(lines[1:]),
        "back": request.get_full_path(),
        "sent": [(name, value) for name, values in sent for value in values],
        "confirmed": CONFIRMED,
    }
    return TemplateResponse(request, CONFIRM, context)
