"""Lists of a million rows: pages that begin where the one before ended, and counts that stop in time."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar, Final

from django.contrib.admin import ShowFacets
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from administration.base import UnloggedAdmin
from administration.lists.keyset_pages import (
    MAX_COUNTED,
    Count,
    Page,
    Position,
    count_rows,
    count_up_to,
    read_page,
)

AFTER: Final = "after"
BEFORE: Final = "before"
AT_END: Final = "end"

Order = tuple[str, ...]


class LongList(ChangeList):
    """A list whose pages have no numbers: the first, the last, and those before and after this one."""

    model_admin: "LongListAdmin"
    position = Position()
    page: Page
    count: Count

    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> QuerySet[Any]:
        """Take the position out of the parameters, which links to other filters would keep otherwise."""
        after, before, at_end = (self.params.pop(name, "") for name in (AFTER, BEFORE, AT_END))
        for name in (AFTER, BEFORE, AT_END):
            self.filter_params.pop(name, None)
        if after or before or at_end:
            self.position = Position(after, before, at_end=bool(at_end))
        return super().get_queryset(request, exclude_parameters)

    def get_ordering(self, request: HttpRequest, queryset: QuerySet[Any]) -> list[Any]:
        """Return the order of the column that was chosen: each has one that an index knows."""
        chosen = self.params.get(ORDER_VAR, "").partition(".")[0]
        backwards, number = chosen.startswith("-"), chosen.removeprefix("-")
        names = dict(enumerate(map(str, self.list_display)))
        order = self.model_admin.orders.get(names.get(int(number), "")) if number.isdecimal() else None
        if order is None:
            return list(self.model_admin.ordering or ())
        return [f"-{column}" if backwards else column for column in order]

    def get_results(self, request: HttpRequest) -> None:
        """Read one page and count what a page has room to say."""
        order = [str(column) for column in self.queryset.query.order_by]
        self.page = read_page(
            self.queryset, order, self.list_per_page, self.position, self.model_admin.position_key
        )
        self.result_list = self.page.rows
        self.count = self._count()
        # Django offers to choose all rows that there are: only where their number is known.
        self.result_count = self.count.number if self.count.exact else len(self.page.rows)
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = True
        self.can_show_all = False
        self.multi_page = self.page.has_previous or self.page.has_next
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)

    def _count(self) -> Count:
        page = self.page
        return count_rows(self.queryset) if page.has_previous or page.has_next else Count(len(page.rows))

    @cached_property
    def count_words(self) -> str:
        """Return how many rows there are, as far as they were counted."""
        words = {"number": f"{self.count.number:,}"}
        if self.count.at_least:
            return gettext("more than %(number)s") % words
        return (gettext("about %(number)s") if self.count.estimated else "%(number)s") % words

    @cached_property
    def links(self) -> list[tuple[str, str]]:
        """Return the labels and addresses of the other pages that there are."""
        page, links = self.page, []
        if page.has_previous:
            links.append((gettext("First"), self.get_query_string()))
            links.append((gettext("Previous"), self.get_query_string({BEFORE: self._key(0)})))
        if page.has_next:
            links.append((gettext("Next"), self.get_query_string({AFTER: self._key(-1)})))
            links.append((gettext("Last"), self.get_query_string({AT_END: "1"})))
        return links

    def _key(self, place: int) -> str:
        return str(getattr(self.page.rows[place], self.model_admin.position_key)) if self.page.rows else ""


class _BoundedPaginator(Paginator[Any]):
    """Counts no further than it shows: for choosing a row from a list of suggestions."""

    @cached_property
    def count(self) -> int:
        at_least: int = getattr(self.object_list, "at_least", 0)
        if at_least >= MAX_COUNTED:
            return at_least
        return count_up_to(self.object_list, MAX_COUNTED)  # type: ignore[arg-type]


class LongListAdmin(UnloggedAdmin):
    """A list that may have a million rows.

    ``orders``: by column of the list, the columns that an index sorts by; only these can be sorted.
    ``position_key``: the unique column that names a row in the address of a page.
    """

    orders: ClassVar[Mapping[str, Order]] = {}
    position_key = "pk"
    show_facets = ShowFacets.NEVER
    paginator = _BoundedPaginator

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LongList

    def action_checkbox(self, obj: Any) -> SafeString:
        """Return the box that chooses a row, without the template that Django renders for each."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME,
            obj.pk,
            gettext("Select this object for an action - {}").format(obj),
        )

    def get_sortable_by(self, request: HttpRequest) -> list[Any]:
        return list(self.orders)
