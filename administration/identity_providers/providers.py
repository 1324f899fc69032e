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
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts.credentials import throttle
from accounts.domain.messages import Message
from administration.base import VersionedAdmin, actor_of
from administration.confirmed_changes import CONFIRM, CONFIRMED
from administration.identity_providers.provider_form import ProviderForm, changes_trust
from administration.identity_providers.provider_pages import logo_view, secret_view
from administration.identity_providers.provider_texts import (
    ISSUER_HELP,
    KIND_HELP,
    change_lines,
    deletion_lines,
    linked_text,
    result_text,
    shown_logo,
)
from administration.texts import say
from flows.handlers.identity_provider import callback_url
from identity_providers.domain.checks import FIXED_ISSUERS, PARAMETERS
from identity_providers.domain.presets import ProviderKind
from identity_providers.domain.provider import MappingTime
from identity_providers.models import IdentityProvider
from identity_providers.selectors import provider_of
from identity_providers.services.connection_test import check_connection
from identity_providers.services.linked_accounts import count_links
from identity_providers.services.provider_drafts import PUBLIC_ID, new_provider
from identity_providers.services.providers import delete_provider, save_provider

KINDS = "admin/identity_providers/identityprovider/kinds.html"


class ConfirmationRequired(Exception):
    """The change decides which accounts elsewhere open accounts here, and is not confirmed yet."""

    def __init__(self, row: IdentityProvider, lines: list[str]) -> None:
        super().__init__(row.public_id)
        self.row, self.lines = row, lines


@admin.register(IdentityProvider)
class IdentityProviderAdmin(VersionedAdmin):
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

    # Translators: identity provider, head of a column: how many accounts are linked
    @admin.display(description=_("linked accounts"))
    def linked(self, row: IdentityProvider) -> str:
        return linked_text(count_links(row.public_id))

    @admin.display(description=_("trusted domains"))
    def shown_domains(self, row: IdentityProvider) -> str:
        return ", ".join(item.domain for item in row.trusted_domains.all())

    @admin.display(description=_("scopes"))
    def shown_scopes(self, row: IdentityProvider) -> str:
        return " ".join(row.scopes)

    @admin.display(description=_("attribute mapping"))
    def shown_mapping(self, row: IdentityProvider) -> str:
        return ", ".join(
            f"{item['claim']} → {item['attribute']} ({gettext(MappingTime(item['time']).label)})"
            for item in row.mapping
        )

    @admin.display(description=_("client secret"))
    def shown_secret(self, row: IdentityProvider) -> SafeString:
        """Return whether there is a secret, and the link to its page."""
        # Translators: identity provider, whether there is a client secret
        state = gettext("Set") if row.client_secret else gettext("Not set")
        link = reverse("admin:identity_providers_identityprovider_secret", args=[row.pk])
        # Translators: identity provider, link to the page of the client secret
        return format_html('{} <a href="{}">{}</a>', state, link, gettext("Change secret"))

    @admin.display(description=_("logo"))
    def shown_logo(self, row: IdentityProvider) -> SafeString:
        link = reverse("admin:identity_providers_identityprovider_logo", args=[row.pk])
        return format_html('{} <a href="{}">{}</a>', shown_logo(row), link, gettext("Change logo"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("shown_domains", "shown_scopes", "shown_mapping", "shown_secret", "shown_logo", "linked")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        kind = _kind_of(request, obj)
        may_change = obj is None or self.has_change_permission(request, obj)
        issuer = () if kind in FIXED_ISSUERS else ("issuer",)
        parameters = tuple(PARAMETERS.get(kind, ())) if may_change else ()
        secret = ("new_secret",) if obj is None else ("shown_secret",) if may_change else ()
        scopes = "scopes" if may_change else "shown_scopes"
        domains = "trusted_domains" if may_change else "shown_domains"
        facts = ("shown_logo", "linked") if obj is not None and may_change else ("linked",) if obj else ()
        hidden = ("new_id",) if obj is None else ()
        client = (*issuer, "client_id", *parameters, *secret, scopes)
        mapping = () if may_change else ((_("Attribute mapping"), {"fields": ("shown_mapping",)}),)
        return [
            (_("General"), {"fields": ("label", *facts, "active", "everywhere", "position", *hidden)}),
            (_("Client"), {"fields": client}),
            # Translators: identity provider, heading: what of its answers is believed
            (_("Trust"), {"fields": (domains, "creates_accounts", "believes_assurance")}),
            *mapping,
        ]

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
            _require_confirmation(request, obj)
        save_provider(form.draft, actor=actor_of(request), now=timezone.now())

    def save_related(self, request: HttpRequest, form: Any, formsets: Iterable[Any], change: bool) -> None:
        """Write nothing: the service wrote the domains with the provider."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Stay on the page of a new provider, where its connection can be tested."""
        super().response_add(request, obj, post_url_continue)
        return _page_of(obj)

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
        row, actor = self.changeable(request, provider_id), actor_of(request)
        if not provider_of(row, ()).preset.openid:
            raise Http404
        ip_address = request.META.get("REMOTE_ADDR", "")
        if not throttle.allow(throttle.Kind.PROVIDER_TEST, ip_address, actor.public_id):
            messages.error(request, say(Message("ssr.provider.test.rate")))
            return _page_of(row)
        result = check_connection(row, actor=actor, now=timezone.now())
        show = messages.error if result.failure else messages.success
        show(request, result_text(result))
        return _page_of(row)

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
        return self.confirmation(
            request, title, gettext("Delete"), deletion_lines(count_links(row.public_id))
        )

    def _or_failure(self, request: HttpRequest, answer: Callable[[], Any]) -> Any:
        try:
            return super()._or_failure(request, answer)
        except ConfirmationRequired as unconfirmed:
            # Translators: identity provider, title of a confirmation
            title = gettext("Save “%(name)s”?") % {"name": unconfirmed.row.label}
            return self.confirmation(request, title, gettext("Save"), unconfirmed.lines)

    def confirmation(self, request: HttpRequest, title: str, button: str, lines: list[str]) -> HttpResponse:
        """Say what a change does; the button sends the same form again."""
        sent = [(name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"]
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "button": button,
            "opts": self.opts,
            "effect": lines[0],
            "remedy": " ".join(lines[1:]),
            "back": request.get_full_path(),
            "sent": [(name, value) for name, values in sent for value in values],
            "confirmed": CONFIRMED,
        }
        return TemplateResponse(request, CONFIRM, context)


def _require_confirmation(request: HttpRequest, row: IdentityProvider) -> None:
    """Raise ConfirmationRequired where the submitted form changes what is trusted."""
    stored = IdentityProvider.objects.prefetch_related("trusted_domains").get(pk=row.pk)
    if not changes_trust(stored, request.POST):
        return
    known = {item.domain for item in stored.trusted_domains.all()}
    new = tuple(domain for domain in request.POST.get("trusted_domains", "").split() if domain not in known)
    believes = row.believes_assurance and not stored.believes_assurance
    raise ConfirmationRequired(row, change_lines(row, new, believes=believes))


def _kind_of(request: HttpRequest, row: IdentityProvider | None) -> ProviderKind:
    """Return the kind of a stored provider, or the one that was chosen."""
    if row is not None:
        return ProviderKind(row.kind)
    chosen = request.GET.get("kind", "")
    return ProviderKind(chosen) if chosen in set(ProviderKind) else ProviderKind.OPENID_CONNECT


def _page_of(row: IdentityProvider) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:identity_providers_identityprovider_change", args=[row.pk]))
