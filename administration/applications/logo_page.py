"""The page of an app's logo, which is a page of its own: a form that comes back has lost the chosen file."""

from copy import copy
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext

from accounts.domain.logos import MAX_BYTES, MAX_SIDE
from accounts.domain.violations import ValidationFailed
from administration.applications.app_texts import shown_logo
from administration.confirmed_changes import author_of
from administration.logo_form import PAGE, REMOVE, LogoForm
from administration.texts import show_violations
from applications.models import Application
from applications.services.logos import remove_logo, set_logo


def logo_view(page: ModelAdmin[Any], request: HttpRequest, app_id: int) -> HttpResponse:
    """Show the logo; on POST store or remove it and return to the app. Violations appear here."""
    row = page.get_object(request, str(app_id))
    if not isinstance(row, Application):
        raise Http404
    if not page.has_change_permission(request, row) or row.built_in:
        raise PermissionDenied
    if request.method != "POST":
        return _shown(page, request, row, LogoForm())
    author = author_of(request)
    if REMOVE in request.POST:
        remove_logo(copy(row), author)
        return _back(request, row)
    form = LogoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_logo(copy(row), form.cleaned_data["logo"].read(), author)
            return _back(request, row)
        except ValidationFailed as failure:
            show_violations(form, failure.violations)
    return _shown(page, request, row, form)


def _back(request: HttpRequest, row: Application) -> HttpResponse:
    messages.success(request, gettext("“%(name)s” was changed.") % {"name": row.label})
    return HttpResponseRedirect(reverse("admin:applications_application_change", args=[row.pk]))


def _shown(page: ModelAdmin[Any], request: HttpRequest, row: Application, form: LogoForm) -> HttpResponse:
    context: dict[str, Any] = {
        **page.admin_site.each_context(request),
        "title": gettext("Logo of %(name)s") % {"name": row.label},
        "opts": page.opts,
        "row": row,
        "form": form,
        "logo": shown_logo(row),
        "kilobytes": MAX_BYTES // 1024,
        "pixels": MAX_SIDE,
        "remove": REMOVE,
    }
    return TemplateResponse(request, PAGE, context)
