"""What the pages of the administration share: who acts, how a refusal is shown, what is read-only."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import Model, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from accounts.domain.messages import Message
from accounts.domain.violations import ValidationFailed
from accounts.hashers import HashingBusy
from accounts.models import User
from accounts.models.versions import VersionedModel
from administration.texts import say
from administration.versions import checked
from policies.domain.rules import Kind
from policies.models import POLICY_MODELS

DeletedRows = tuple[list[str], dict[str, int], set[str], list[str]]

BUSY_MESSAGE = Message("ssr.busy")
SCRIPTS = (
    "vendor/jquery/jquery.min.js",
    "jquery.init.js",
    "core.js",
    "admin/RelatedObjectLookups.js",
    "actions.js",
)
"""Scripts of Django that lists and forms need."""
UNREADABLE = frozenset(
    {"password", "password_hash", "secret_hash", "key_hash", "token_hash", "submission", "draft", "context"}
)
"""Columns that no page of the administration shows."""


def actor_of(request: HttpRequest) -> User:
    """Return the signed-in administrator; the site admits users only."""
    if not isinstance(request.user, User):
        raise LookupError("the administration is for people")
    return request.user


def can_view(user: Any, model: str) -> bool:
    """Return whether rows of a model (``accounts.user``) may be seen: changing them includes that."""
    app, _dot, name = model.partition(".")
    return bool(user.has_perm(f"{app}.view_{name}") or user.has_perm(f"{app}.change_{name}"))


def policy_model_name(kind: Kind) -> str:
    """Return the name of the model of a kind of policy, as addresses and permissions have it."""
    return str(POLICY_MODELS[kind]._meta.model_name)  # noqa: SLF001 - Django documents it


def show_failure(request: HttpRequest, failure: ValidationFailed) -> None:
    """Show why a service said no on the next page."""
    for violation in failure.violations:
        messages.error(request, say(violation))


class UnloggedAdmin(ModelAdmin[Any]):
    """Keeps no log of its own: services write events with their actor, and those are the history."""

    show_full_result_count = False
    list_per_page = 50

    @property
    def media(self) -> Media:
        """Return Django's scripts without the three for slugs, 38 KB that no page needs."""
        return Media(js=[f"admin/js/{name}" for name in SCRIPTS])

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the event is there."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the event is there."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Write nothing: the event is there."""

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[Any]:
        return []

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the events instead of a log of edits."""
        return HttpResponseRedirect(reverse("admin:accounts_event_changelist"))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Refuse to narrow a list by a secret: letter by letter, that would be reading it."""
        return lookup.partition("__")[0] not in UNREADABLE and super().lookup_allowed(lookup, value, request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Without deleting in bulk: what is deleted is looked at one by one."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


def deleted_rows(rows: Iterable[Model], *more: str) -> DeletedRows:
    """Return what the question before a deletion shows: the rows, and in words what goes with them.

    Django would read all of that, to show each row: for a group, a million members.
    """
    return [*map(str, rows), *more], {}, set(), []


class VersionedAdmin(UnloggedAdmin):
    """Saves through services and shows what they refuse between validation and write as messages."""

    def version_of(self, row: Any) -> str:
        """Return what tells this version of a row from the next; nothing where no two edits can meet."""
        return str(row.version) if isinstance(row, VersionedModel) else ""

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        return self.version_checked(form, request, obj)

    def version_checked(self, form: type[Any], request: HttpRequest, obj: Any) -> type[Any]:
        """Return the form class with the check of the version that it shows, for a row that has versions."""
        current = self.version_of(obj) if obj is not None else ""
        return checked(form, request, current) if current else form

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        context["row_version"] = self.version_of(obj) if obj is not None else ""
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        view = super().changeform_view
        return self._or_failure(request, lambda: view(request, object_id, form_url, extra_context))

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        view = super().delete_view
        return self._or_failure(request, lambda: view(request, object_id, extra_context))

    def _or_failure(self, request: HttpRequest, answer: Callable[[], Any]) -> Any:
        """The view has its own atomic block, which is rolled back when we get here."""
        try:
            return answer()
        except ValidationFailed as failure:
            show_failure(request, failure)
        except HashingBusy:
            messages.error(request, say(BUSY_MESSAGE))
        return HttpResponseRedirect(request.get_full_path())


class SingleRowAdmin(VersionedAdmin):
    """A table of one row, which is never added or deleted: its list leads to the page of the row."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(self.page_of(self.only_row()))

    def response_post_save_change(self, request: HttpRequest, obj: Model) -> HttpResponseRedirect:
        return HttpResponseRedirect(self.page_of(obj))

    def only_row(self) -> Model:
        """Return the one row, which the first migration made."""
        rows: QuerySet[Model] = self.model.objects.all()
        return rows.get()

    def page_of(self, row: Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[row.pk])


class ReadOnlyAdmin(UnloggedAdmin):
    """Rows that only the server writes."""

    actions = None

    def has_add_permission(self, request: HttpRequest, *_args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ListOnlyAdmin(ReadOnlyAdmin):
    """Rows whose own page would say no more than the list, or whose key is better not in an address."""

    list_display_links = None

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
        return HttpResponseRedirect(reverse(name))
