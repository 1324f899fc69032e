"""Kinds of configuration of which there is exactly one row: no list, no adding, no deleting."""

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from administration.base import VersionedAdmin


class SingleRowAdmin(VersionedAdmin):
    """The list of one row is that row's page, and so is what comes after saving it."""

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
