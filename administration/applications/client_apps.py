"""Apps with their sign-in: addresses, rights, secrets and programs to copy."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from accounts.domain.violations import ValidationFailed
from administration.applications.apps import ApplicationAdmin
from administration.applications.client_form import COLUMNS, KIND, ClientAppForm
from administration.base import show_failure
from applications.models import Application
from oidc.clients import OVERLAP, rotate_secret
from oidc.models import Client, RefreshToken
from oidc.protocol.registration import KIND_LABELS, KIND_NAMES, Kind
from oidc.snippets import connection_of, environment, snippets

SECRET = "admin/oidc/application/secret.html"
AT_ONCE = "at_once"
_WHERE = COLUMNS[:4]
_MAY = COLUMNS[4:]


@admin.register(Application)
class ClientAppAdmin(ApplicationAdmin):
    """Apps; one page for what they are and how they sign users in."""

    form_class = ClientAppForm
    change_form_template = "admin/oidc/application/change_form.html"
    list_display = (*ApplicationAdmin.list_display, "sign_in")

    class Media:
        js = ("oidc/copy.js",)
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("oidc/admin.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Application]:
        return super().get_queryset(request).select_related("client")

    @admin.display(description=_("sign-in"))
    def sign_in(self, row: Application) -> str:
        client = _client_of(row)
        if row.built_in:
            return gettext("Part of this server")
        return gettext(KIND_NAMES[_kind_of(client) if client is not None else Kind.NONE])

    @admin.display(description=_("kind"))
    def client_kind(self, row: Application) -> str:
        client = _client_of(row)
        return gettext(KIND_LABELS[_kind_of(client) if client is not None else Kind.NONE])

    def version_of(self, row: Application) -> str:
        """Return the versions of the app and of its client: one form shows both."""
        client = _client_of(row)
        return f"{row.version}.{client.version if client is not None else 0}"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*super().get_readonly_fields(request, obj), "client_kind")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sections = super().get_fieldsets(request, obj)
        if obj is not None and obj.built_in:
            return sections
        if obj is not None and not self.has_change_permission(request, obj):
            return [*sections, (_("Sign-in"), {"fields": ("client_kind",)})]
        kind = "client_kind" if _client_of(obj) is not None else KIND
        note = _("Where answers go and what the app may ask for (OpenID Connect).")
        return [
            *sections[:-1],
            (_("Sign-in"), {"fields": (kind, *_WHERE, *_MAY), "description": note}),
            sections[-1],
        ]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.new_secret = form.secret

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """A new secret is shown instead of the list: this answer is the only one that holds it."""
        answer: HttpResponse = super().response_add(request, obj, post_url_continue)
        return self._secret_page(request, obj, obj.new_secret) if obj.new_secret else answer

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        answer: HttpResponse = super().response_change(request, obj)
        return self._secret_page(request, obj, obj.new_secret) if obj.new_secret else answer

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        client = _client_of(row)
        extra: dict[str, Any] = {}
        if client is not None and self.has_view_permission(request, row):
            connection = connection_of(client)
            extra = {
                "environment": environment(connection),
                "snippets": snippets(connection),
                "secrets": _secrets(client) if self.has_change_permission(request, row) else None,
                "overlap": OVERLAP.days,
                "at_once": AT_ONCE,
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})

    def get_urls(self) -> list[URLPattern]:
        rotate = self.admin_site.admin_view(require_POST(self.rotate_view))
        name = "applications_application_rotate"
        return [path("<int:app_id>/rotate-secret/", rotate, name=name), *super().get_urls()]

    @sensitive_variables("secret")
    def rotate_view(self, request: HttpRequest, app_id: int) -> HttpResponse:
        """Give the client a new secret and show it, this once."""
        row = self.row_of(request, str(app_id))
        if not self.has_change_permission(request, row):
            raise PermissionDenied
        client = _client_of(row)
        if client is None:
            raise Http404
        overlap = OVERLAP * 0 if AT_ONCE in request.POST else OVERLAP
        try:
            secret = rotate_secret(client, self.author(request), overlap)
        except ValidationFailed as failure:
            show_failure(request, failure)
            return HttpResponseRedirect(self.page_of(row))
        return self._secret_page(request, row, secret, days=overlap.days, rotated=True)

    def _secret_page(
        self, request: HttpRequest, row: Application, secret: str, *, days: int = 0, rotated: bool = False
    ) -> HttpResponse:
        connection = connection_of(Client.objects.get(application=row))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Secret of %(name)s") % {"name": row.label},
            "opts": self.opts,
            "media": self.media,
            "row": row,
            "secret": secret,
            "environment": environment(connection, secret),
            "rotated": rotated,
            "days": days,
        }
        return TemplateResponse(request, SECRET, context)

    def deleted_data(self, row: Application) -> list[str]:
        connected = RefreshToken.objects.filter(grant__client__application=row, expires_at__gt=timezone.now())
        token_count = connected.filter(used_at=None, grant__revoked_at=None).count()
        said = ngettext(
            "what keeps %(count)d sign-in connected", "what keeps %(count)d sign-ins connected", token_count
        )
        return [*super().deleted_data(row), said % {"count": token_count}]


def _client_of(row: Any) -> Client | None:
    return getattr(row, "client", None) if row is not None and row.pk else None


def _kind_of(client: Client) -> Kind:
    if not client.public:
        return Kind.WEB
    return Kind.NATIVE if client.native else Kind.SPA


def _secrets(client: Client) -> list[Any]:
    """Return the secrets that count today, the newest first; a public client has none."""
    now = timezone.now()
    return [secret for secret in client.secrets.all() if secret.expires_at is None or secret.expires_at > now]
