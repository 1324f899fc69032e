"""The pages of a provider's client secret and logo, which are pages of their own.

A form with a confirmation repeats what was sent, which a secret must not be, nor can a file.
"""

from copy import copy
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.credentials import throttle
from accounts.domain.logos import MAX_BYTES, MAX_SIDE
from accounts.domain.messages import Message
from accounts.domain.violations import ValidationFailed
from administration.base import actor_of
from administration.identity_providers.provider_form import at_secret_field, secret_field
from administration.identity_providers.provider_texts import result_text, shown_logo
from administration.logo_form import PAGE as LOGO_PAGE
from administration.logo_form import REMOVE, LogoForm
from administration.texts import say, show_violations
from identity_providers.domain.presets import ProviderKind
from identity_providers.models import IdentityProvider
from identity_providers.selectors import provider_of
from identity_providers.services.connection_test import check_connection
from identity_providers.services.logos import remove_logo, set_logo
from identity_providers.services.providers import set_secret

SECRET_PAGE = "admin/identity_providers/identityprovider/secret.html"


def secret_view(page: ModelAdmin[Any], request: HttpRequest, row: IdentityProvider) -> HttpResponse:
    """Take a new client secret. It is never shown."""
    form = _secret_form(row, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            secret = form.cleaned_data["new_secret"]
            set_secret(copy(row), secret, actor=actor_of(request), now=timezone.now())
            return _back(request, row)
        except ValidationFailed as failure:
            show_violations(form, map(at_secret_field, failure.violations))
    # Translators: identity provider, title of the page of its client secret
    title = gettext("Client secret of %(name)s") % {"name": row.label}
    return _shown(page, request, row, SECRET_PAGE, {"title": title, "form": form})


def _secret_form(row: IdentityProvider, data: Any) -> forms.Form:
    form = forms.Form(data)
    form.fields["new_secret"] = secret_field(ProviderKind(row.kind))
    return form


def logo_view(page: ModelAdmin[Any], request: HttpRequest, row: IdentityProvider) -> HttpResponse:
    """Show the logo; on POST store or remove it and return to the provider."""
    form, now = LogoForm(), timezone.now()
    if request.method == "POST":
        if REMOVE in request.POST:
            remove_logo(copy(row), actor=actor_of(request), now=now)
            return _back(request, row)
        form = LogoForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                content = form.cleaned_data["logo"].read()
                set_logo(copy(row), content, actor=actor_of(request), now=now)
                return _back(request, row)
            except ValidationFailed as failure:
                show_violations(form, failure.violations)
    context = {
        "title": gettext("Logo of %(name)s") % {"name": row.label},
        "form": form,
        "logo": shown_logo(row),
        "kilobytes": MAX_BYTES // 1024,
        "pixels": MAX_SIDE,
        "remove": REMOVE,
    }
    return _shown(page, request, row, LOGO_PAGE, context)


def test_view(request: HttpRequest, row: IdentityProvider) -> HttpResponse:
    """Fetch the discovery document and the keys, and say what was found."""
    actor = actor_of(request)
    if not provider_of(row, ()).preset.openid:
        raise Http404
    ip_address = request.META.get("REMOTE_ADDR", "")
    if not throttle.allow(throttle.Kind.PROVIDER_TEST, ip_address, actor.public_id):
        messages.error(request, say(Message("ssr.provider.test.rate")))
        return page_of(row)
    result = check_connection(row, actor=actor, now=timezone.now())
    show = messages.error if result.failure else messages.success
    show(request, result_text(result))
    return page_of(row)


def page_of(row: IdentityProvider) -> HttpResponseRedirect:
    """Lead to the page of a provider."""
    return HttpResponseRedirect(reverse("admin:identity_providers_identityprovider_change", args=[row.pk]))


def _back(request: HttpRequest, row: IdentityProvider) -> HttpResponse:
    messages.success(request, gettext("“%(name)s” was changed.") % {"name": row.label})
    return page_of(row)


def _shown(
    page: ModelAdmin[Any], request: HttpRequest, row: IdentityProvider, template: str, more: dict[str, Any]
) -> HttpResponse:
    context = {**page.admin_site.each_context(request), "opts": page.opts, "row": row, **more}
    return TemplateResponse(request, template, context)
