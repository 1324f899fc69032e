"""Apps: what they are, who may use them, how users sign in to them, and where they live."""

from collections.abc import Sequence
from copy import copy
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, URLField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.domain.violations import ValidationFailed
from accounts.models import User
from administration.applications.app_form import GROUPS, MAX_NAMED, PEOPLE, PROVIDERS, AppForm
from administration.applications.app_texts import (
    NOTES,
    access_text,
    related_data_text,
    shown_logo,
    sign_in_text,
)
from administration.applications.client_fields import COLUMNS, KIND, client_row, kind_of
from administration.applications.client_pages import client_context, rotate_view, secret_page
from administration.applications.logo_page import logo_view
from administration.base import actor_of, show_failure
from administration.confirmed_changes import CONFIRMED, PolicyImpactAdmin, author_of, require_confirmation
from administration.texts import say
from applications.domain import ADMINISTRATION
from applications.models import Application
from applications.selectors import notes_of
from applications.services.apps import delete_application
from enrollment.selectors import policy_for
from identity_providers.selectors import providers as all_providers
from oidc.protocol.registration import KIND_LABELS
from policies.models import AuthenticationPolicy
from policies.services.policy_changes import Author

DELETE = "admin/applications/application/delete.html"
_TILE = ("position", "in_new_tab", "shown")


@admin.register(Application)
class ApplicationAdmin(PolicyImpactAdmin):
    """Apps with their clients. The dashboard and the administration always exist."""

    change_form_template = "admin/applications/application/change_form.html"
    list_display = (
        "label",
        "access_text",
        "enrollment_policy",
        "authentication_policy",
        "active",
        "sign_in",
    )
    search_fields = ("label", "key")
    formfield_overrides: ClassVar[dict[Any, Any]] = {URLField: {"assume_scheme": "https"}}
    actions = None

    class Media:
        js = ("administration/suggest.js", "administration/copy.js")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        named = Count("people", distinct=True)
        rows: QuerySet[Application] = super().get_queryset(request)
        rows = rows.select_related("client", "enrollment_policy", "authentication_policy").defer("logo")
        return rows.annotate(named=named).prefetch_related("groups")

    @admin.display(description=_("assigned to"))
    def access_text(self, row: Application) -> str:
        return access_text(row)

    @admin.display(description=_("sign-in"))
    def sign_in(self, row: Application) -> str:
        return sign_in_text(row)

    @admin.display(description=_("application type"))
    def client_kind(self, row: Application) -> str:
        return gettext(KIND_LABELS[kind_of(client_row(row))])

    @admin.display(description=_("client ID"))
    def client_id(self, row: Application) -> str:
        return row.key

    @admin.display(description=_("logo"))
    def shown_logo(self, row: Application) -> SafeString:
        link = reverse("admin:applications_application_logo", args=[row.pk])
        return format_html('{} <a href="{}">{}</a>', shown_logo(row), link, gettext("Change logo"))

    @admin.display(description=_("summary"))
    def comes_to(self, row: Application) -> SafeString:
        return format_html(NOTES, " ".join(map(say, notes_of(row))))

    @admin.display(description=_("People"))
    def named_users(self, row: Any) -> str:
        """Return how many are assigned by name, where they are not listed."""
        return gettext("%(count)d people are assigned individually.") % {"count": row.named}

    def version_of(self, row: Application) -> str:
        """Return the versions of the app and of its client: one form shows both."""
        client = client_row(row)
        return f"{row.version}.{client.version if client is not None else 0}"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj is not None and obj.built_in)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let owners only change what the administration requires of administrators."""
        allowed = super().has_change_permission(request, obj)
        of_owners = obj is not None and obj.key == ADMINISTRATION
        return allowed and (not of_owners or actor_of(request).is_superuser)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer authentication policies only; who gets in is decided on the policy's own page."""
        if db_field.name == "authentication_policy":
            kwargs["queryset"] = AuthenticationPolicy.objects.all()
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def listed(self, request: HttpRequest, obj: Any) -> frozenset[str]:
        """Return the lists on the page: users only for viewers with that right, and not thousands."""
        if obj is not None and (obj.built_in or not self.has_change_permission(request, obj)):
            return frozenset()
        people = self.admin_site.get_model_admin(User).has_view_permission(request)
        few = obj is None or obj.people.count() <= MAX_NAMED
        return frozenset({GROUPS, PEOPLE} if people and few else {GROUPS})

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        bound = {**self.form_attributes(request, obj), "listed": self.listed(request, obj)}
        form = type("Form", (AppForm,), bound)
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {
            "verified_addresses_only": policy_for(None).verification_required,
            **super().get_changeform_initial_data(request),
        }

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("client_id", "shown_logo", "comes_to", "named_users", "access_text", "client_kind")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is not None and obj.built_in:
            return [(None, {"fields": ("client_id", "label", "authentication_policy")})]
        facts = ("client_id", "shown_logo") if obj is not None else ()
        what = ("label", *facts, "description", "color", "active")
        providers = (PROVIDERS,) if any(not item.everywhere for item in all_providers().values()) else ()
        people = (
            "enrollment_policy",
            "authentication_policy",
            "verified_addresses_only",
            "consent_required",
            *providers,
        )
        return [
            *([(None, {"fields": ("comes_to",)})] if obj is not None else []),
            (_("General"), {"fields": what}),
            (_("Assignments"), {"fields": ("everyone", *self._lists(request, obj), "contact")}),
            (_("Sign-up and sign-in"), {"fields": people}),
            self._sign_in_section(request, obj),
            (_("URLs and dashboard"), {"fields": ("initiate_login_uri", "email_callback_uri", *_TILE)}),
        ]

    def _sign_in_section(self, request: HttpRequest, obj: Any) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return (_("Sign-in"), {"fields": ("client_kind",)})
        kind = "client_kind" if client_row(obj) is not None else KIND
        note = _("Where responses are sent and what the application can request.")
        return (_("Sign-in"), {"fields": (kind, *COLUMNS), "description": note})

    def _lists(self, request: HttpRequest, obj: Any) -> tuple[str, ...]:
        shown = self.listed(request, obj)
        if not shown:
            return ("access_text",)
        unlisted = () if obj is None else ("named_users",)
        return (GROUPS, PEOPLE) if PEOPLE in shown else (GROUPS, *unlisted)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Write the app with its assignments once its impact was seen."""
        require_confirmation(form.effect)
        obj.pk = form.write().pk
        obj.new_secret = form.secret

    def save_related(self, request: HttpRequest, form: Any, formsets: Sequence[Any], change: bool) -> None:
        """Write nothing more."""

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """Show a new secret instead of the list: this response is the only one that holds it."""
        answer: HttpResponse = super().response_add(request, obj, post_url_continue)
        return secret_page(self, request, obj, obj.new_secret) if obj.new_secret else answer

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        answer: HttpResponse = super().response_change(request, obj)
        return secret_page(self, request, obj, obj.new_secret) if obj.new_secret else answer

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        client = client_row(row)
        extra: dict[str, Any] = {}
        if client is not None and self.has_view_permission(request, row):
            extra = client_context(client, may_change=self.has_change_permission(request, row))
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        rotate, logo = wrap(require_POST(self.rotate_view)), wrap(self.logo_view)
        return [
            path("<int:app_id>/rotate-secret/", rotate, name="applications_application_rotate"),
            path("<int:app_id>/logo/", logo, name="applications_application_logo"),
            *super().get_urls(),
        ]

    def rotate_view(self, request: HttpRequest, app_id: int) -> HttpResponse:
        """Give the client a new secret and show it, this once."""
        return rotate_view(self, request, app_id)

    def logo_view(self, request: HttpRequest, app_id: int) -> HttpResponse:
        """Show the logo, take another one, or none."""
        return logo_view(self, request, app_id)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say what goes with the app, and delete it."""
        row = self.row_of(request, object_id)
        if not self.has_delete_permission(request, row):
            raise PermissionDenied
        if request.method != "POST" or CONFIRMED not in request.POST:
            return self._delete_question(request, row)
        try:
            self.delete_row(copy(row), author_of(request))
            messages.success(request, gettext("Deleted “%(name)s”.") % {"name": row.label})
        except ValidationFailed as failure:
            show_failure(request, failure)
        return HttpResponseRedirect(self.after_deleting(row))

    def delete_row(self, row: Application, author: Author) -> None:
        delete_application(row, author)

    def _delete_question(self, request: HttpRequest, row: Application) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Delete “%(name)s”?") % {"name": row.label},
            "opts": self.opts,
            "row": row,
            "going": related_data_text(row),
            "confirmed": CONFIRMED,
        }
        return TemplateResponse(request, DELETE, context)
