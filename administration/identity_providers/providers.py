"""Identity providers: cards of their kinds, the form, the test of the connection, and their deletion."""

from collections.abc import Callable, Iterable
from copy import copy
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet, URLField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from administration.base import VersionedAdmin, actor_of
from administration.confirmed_changes import CONFIRMED
from administration.identity_providers.provider_columns import ProviderColumns
from administration.identity_providers.provider_confirmation import (
    ConfirmationRequired,
    confirmation,
    require_confirmation,
)
from administration.identity_providers.provider_fieldsets import fieldsets
from administration.identity_providers.provider_form import ProviderForm
from administration.identity_providers.provider_pages import logo_view, page_of, secret_view, test_view
from administration.identity_providers.provider_texts import (
    ISSUER_HELP,
    KIND_HELP,
    deletion_lines,
)
from flows.handlers.identity_provider import callback_url
from identity_providers.domain.presets import ProviderKind
from identity_providers.models import IdentityProvider
from identity_providers.selectors import provider_of
from identity_providers.services.linked_accounts import count_links
from identity_providers.services.provider_drafts import PUBLIC_ID, new_provider
from identity_providers.services.providers import delete_provider, save_provider

KINDS = "admin/identity_providers/identityprovider/kinds.html"


@admin.register(IdentityProvider)
class IdentityProviderAdmin(ProviderColumns, VersionedAdmin):
    """Servers whose accounts people can sign in with."""

    change_form_template = "admin/identity_providers/identityprovider/change_form.html"
    list_display = ("label", "kind", "active", "linked", "shown_domains")
    actions = None
    formfield_overrides: ClassVar[dict[Any, Any]] = {URLField: {"assume_scheme": "https"}}

    class Media:
        js = ("administration/copy.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IdentityProvider]:
        rows: QuerySet[IdentityProvider] = super().get_queryset(request)
        return rows.defer("logo").prefetch_related("trusted_domains")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("shown_domains", "shown_scopes", "shown_mapping", "shown_secret", "shown_logo", "linked")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        may_change = obj is None or self.has_change_permission(request, obj)
        return fieldsets(_kind_of(request, obj), is_new=obj is None, may_change=may_change)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kind = _kind_of(request, obj)
        form = type("Form", (ProviderForm,), {"kind": kind})
        built = super().get_form(request, obj, change, **{**kwargs, "form": form})
        if "issuer" in built.base_fields and kind in ISSUER_HELP:
            built.base_fields["issuer"].help_text = gettext(ISSUER_HELP[kind])
        return built

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show a card for each kind; the form comes after a choice."""
        if request.GET.get("kind") in set(ProviderKind):
            return super().add_view(request, form_url, extra_context)
        if not self.has_add_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            # Translators: identity providers, title of the page with a card for each kind
            "title": gettext("Add an identity provider"),
            "opts": self.opts,
            "kinds": [(kind, gettext(kind.label), gettext(KIND_HELP[kind])) for kind in ProviderKind],
        }
        return TemplateResponse(request, KINDS, context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the redirect URI to register, on top."""
        form, row = context["adminform"].form, context.get("original")
        if row is None:
            row = new_provider(form.kind, public_id=str(form["new_id"].value()))
        provider = provider_of(row, ())
        context["redirect_uri"] = callback_url(provider) if PUBLIC_ID.fullmatch(row.public_id) else ""
        context["kind"] = provider.kind.value
        context["can_test"] = provider.preset.openid
        response: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return response

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change and CONFIRMED not in request.POST:
            require_confirmation(request, obj)
        save_provider(form.draft, actor=actor_of(request), now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Write nothing: the service wrote the domains with the provider."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Stay on the page of a new provider, where its connection can be tested."""
        super().response_add(request, obj, post_url_continue)
        return page_of(obj)

    def get_urls(self) -> list[URLPattern]:
        wrap, name = self.admin_site.admin_view, "identity_providers_identityprovider"
        secret = sensitive_post_parameters("new_secret")(self.secret_view)
        return [
            path("<int:provider_id>/test/", wrap(require_POST(self.test_view)), name=f"{name}_test"),
            path("<int:provider_id>/secret/", wrap(secret), name=f"{name}_secret"),
            path("<int:provider_id>/logo/", wrap(self.logo_view), name=f"{name}_logo"),
            *super().get_urls(),
        ]

    def changeable(self, request: HttpRequest, provider_id: int) -> IdentityProvider:
        """Return the row of an address. Raises Http404 or PermissionDenied."""
        row: IdentityProvider | None = self.get_object(request, str(provider_id))
        if row is None:
            raise Http404
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        return row

    def test_view(self, request: HttpRequest, provider_id: int) -> HttpResponse:
        """Fetch the discovery document and the keys, and say what was found."""
        return test_view(request, self.changeable(request, provider_id))

    def secret_view(self, request: HttpRequest, provider_id: int) -> HttpResponse:
        """Replace the client secret."""
        return secret_view(self, request, self.changeable(request, provider_id))

    def logo_view(self, request: HttpRequest, provider_id: int) -> HttpResponse:
        """Show the logo, take another one, or none."""
        return logo_view(self, request, self.changeable(request, provider_id))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Say how many people lose their links, and delete the provider."""
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        back = reverse("admin:identity_providers_identityprovider_changelist")

        def answer() -> HttpResponse:
            delete_provider(copy(row), actor=actor_of(request), now=timezone.now())
            messages.success(request, gettext("Deleted “%(name)s”.") % {"name": row.label})
            return HttpResponseRedirect(back)

        if request.method == "POST" and CONFIRMED in request.POST:
            return self._or_failure(request, answer)
        title = gettext("Delete “%(name)s”?") % {"name": row.label}
        return confirmation(
            self, request, title, gettext("Delete"), deletion_lines(count_links(row.public_id))
        )

    def _or_failure(self, request: HttpRequest, answer: Callable[[], Any]) -> Any:
        try:
            return super()._or_failure(request, answer)
        except ConfirmationRequired as unconfirmed:
            # Translators: identity provider, title of a confirmation
            title = gettext("Save “%(name)s”?") % {"name": unconfirmed.row.label}
            return confirmation(self, request, title, gettext("Save"), unconfirmed.lines)


def _kind_of(request: HttpRequest, row: IdentityProvider | None) -> ProviderKind:
    """Return the kind of a stored provider, or the one that was chosen."""
    if row is not None:
        return ProviderKind(row.kind)
    chosen = request.GET.get("kind", "")
    return ProviderKind(chosen) if chosen in set(ProviderKind) else ProviderKind.OPENID_CONNECT
