"""The administration. Only the flow checks passwords, so its doors in and out are the flow's."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.admin.utils import unquote
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import IntegerField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.middleware import live_session
from accounts.page_paths import page_path
from administration.home import home_context
from administration.mail_test_view import test_email_view
from administration.navigation import Rights, navigation
from administration.search import search_view
from administration.sign_on.recipes import recipes_view
from administration.step_up import confirmed_view, requires_recent_factor
from applications.domain import ADMINISTRATION
from flows.assurance import session_meets
from flows.hosted.cookies import client_of


class Site(AdminSite):
    """Django's site without its own forms for passwords."""

    site_title = "Administration"
    site_header = "Administration"
    index_title = "Overview"
    enable_nav_sidebar = False

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:  # type: ignore[override]
        """Let Django's own script files run: their tags carry no nonce. Inline scripts stay out here too."""
        checked = _reject_malformed_ids(requires_recent_factor(view), numbered=_has_numbered_rows(view))
        checked = _planned_by_values(checked)
        return csp_replace({"script-src": [SELF]})(super().admin_view(checked, cacheable))

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Show the checklist and today's figures above the lists."""
        return super().index(request, {**home_context(request), **(extra_context or {})})

    def get_urls(self) -> list[Any]:
        test_email = self.admin_view(require_POST(test_email_view))
        search = self.admin_view(require_safe(search_view))
        recipes = self.admin_view(require_http_methods(["GET", "HEAD", "POST"])(recipes_view))
        return [
            path("confirmed/", self.admin_view(require_safe(confirmed_view)), name="confirmed"),
            path("recipes/", recipes, name="recipes"),
            path("search/", search, name="search"),
            path("test-email/", test_email, name="test_email"),
            *super().get_urls(),
        ]

    def has_permission(self, request: HttpRequest) -> bool:
        """Admit administrators, in production with the proofs that the administration's policy requires.

        On a developer's machine the one-time link suffices: the server is reachable from there only.
        """
        if not super().has_permission(request):
            return False
        if settings.EMBEDDED:
            return True
        row = live_session(request)
        return row is not None and session_meets(row, ADMINISTRATION, client_of(request))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the menu, of what this administrator can open."""
        user = request.user
        # An owner's permissions are not read: that would be a statement on every page.
        permissions = () if user.is_superuser else user.get_all_permissions()
        rights = Rights(frozenset(permissions), is_owner=user.is_superuser)
        return {**super().each_context(request), "navigation": navigation(rights, request.path)}

    def app_index(  # type: ignore[override]
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the start page: the menu is ordered by task, not by app of the code."""
        return HttpResponseRedirect(reverse("admin:index", current_app=self.name))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Redirect visitors to sign-in, and refuse users without a role: a redirect would loop."""
        if request.user.is_authenticated and not super().has_permission(request):
            raise PermissionDenied
        wanted = request.GET.get(REDIRECT_FIELD_NAME, reverse("admin:index", current_app=self.name))
        return redirect_to_login(wanted)

    def logout(  # type: ignore[override]
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Hand the posted form on to the sign-out, which also renews the browser's binding."""
        return HttpResponse(
            status=HTTPStatus.TEMPORARY_REDIRECT, headers={"Location": page_path("flows:sign_out")}
        )

    def password_change(  # type: ignore[override]
        self,
        request: HttpRequest,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Users change their password where everyone does."""
        return HttpResponseRedirect(page_path("dashboard:home"))


def _has_numbered_rows(view: Callable[..., Any]) -> bool:
    """Return whether this is a page that Django makes for each model, of one whose ids are numbers."""
    page = getattr(view, "__self__", None)
    return isinstance(page, ModelAdmin) and isinstance(page.opts.pk, IntegerField)


def _planned_by_values(view: Callable[..., Any]) -> Callable[..., Any]:
    """Let PostgreSQL plan each statement of a view for the values that it has.

    A prepared statement soon gets one plan for all values, which reads a whole table for the rare ones.
    """

    @wraps(view)
    def planned(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if connection.vendor != "postgresql":
            return view(request, *args, **kwargs)
        connection.ensure_connection()
        driver = connection.connection
        kept, driver.prepare_threshold = driver.prepare_threshold, None
        try:
            return view(request, *args, **kwargs)
        finally:
            driver.prepare_threshold = kept

    return planned


def _reject_malformed_ids(view: Callable[..., Any], *, numbered: bool) -> Callable[..., Any]:
    """Answer 404 to an id that two readers could take for different rows.

    ``_00`` in a path is NUL once Django has unquoted it, and ``int("1_23")`` is 123.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        id = str(kwargs.get("object_id") or "")
        if not unquote(id).isprintable() or (id and numbered and not (id.isascii() and id.isdigit())):
            raise Http404
        return view(request, *args, **kwargs)

    return checked
