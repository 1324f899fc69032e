"""A filter by time, from one moment to another, of a list along its index by time."""

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.admin import ListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.events.event_search import read_moment

SINCE: Final = "since"
UNTIL: Final = "until"


class TimeFilter(ListFilter):
    """Rows from ``since`` until ``until``, as a browser's field for a moment sends them."""

    title = _("time range")
    template = "admin/time_filter.html"
    column = "occurred_at"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        for name in (SINCE, UNTIL):
            if name in params:
                moment = read_moment(params.pop(name)[-1])
                self.used_parameters |= {name: moment} if moment else {}

    def has_output(self) -> bool:
        return True

    def expected_parameters(self) -> list[str | None]:
        return [SINCE, UNTIL]

    def choices(self, changelist: ChangeList) -> Iterator[dict[str, Any]]:
        """Yield what the form of the filter needs: its values, and the rest of the list's address."""
        others = changelist.params.items()
        yield {
            **{name: _as_field(self.used_parameters.get(name)) for name in (SINCE, UNTIL)},
            "others": [(name, value) for name, value in others if name not in (SINCE, UNTIL)],
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        lookups = {SINCE: f"{self.column}__gte", UNTIL: f"{self.column}__lte"}
        return queryset.filter(**{lookups[name]: moment for name, moment in self.used_parameters.items()})


def _as_field(moment: Any) -> str:
    return f"{moment:%Y-%m-%dT%H:%M}" if moment else ""
