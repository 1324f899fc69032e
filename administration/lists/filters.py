"""Filters of the lists that choose by a fixed table instead of asking the database what there is."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from django.contrib.admin import SimpleListFilter
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.domain.event_words import SENTENCES
from accounts.domain.lifecycle import Status
from accounts.messaging.email_catalogue import CATALOGUE
from accounts.messaging.text_message import LABELS
from accounts.models import Group, Membership
from administration.texts import STATUS

MAX_GROUPS = 200
STATUS_PARAMETER: Final = "status"
OUTCOME: Final = "outcome__exact"
STATUSES: Final[Mapping[str, tuple[str | Promise, frozenset[Status]]]] = MappingProxyType(
    {
        # Translators: list of people in the administration, status of people who have not activated
        "pending": (_("Pending"), frozenset({Status.STAGED, Status.PROVISIONED})),
        **{
            status.value: (STATUS[status.value], frozenset({status}))
            for status in (Status.ACTIVE, Status.LOCKED_OUT, Status.SUSPENDED, *Status)
        },
    }
)
"""What the list of people can be narrowed to, by the value in its address: the frequent ones first."""


def filter_names(rows: ChangeList) -> list[str]:
    """Return the names of the filters that narrow a list, without their values, which may be personal."""
    names = {name.partition("__")[0] for name in rows.get_filters_params()}
    return [*names, *(["search"] if rows.query else [])]


class StatusFilter(SimpleListFilter):
    """Users by status. The list shows its choices as chips above."""

    title = _("status")
    parameter_name = STATUS_PARAMETER
    is_above_the_list = True

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(value, label) for value, (label, _statuses) in STATUSES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value()
        if not value:
            return queryset
        _label, statuses = STATUSES.get(value, ("", frozenset()))
        return queryset.filter(status__in=statuses) if len(statuses) > 1 else queryset.filter(status=value)


class GroupFilter(SimpleListFilter):
    """Users by a group they are in. Django's own filter is silent while there is only one group."""

    title = _("group")
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        groups = Group.objects.values_list("pk", "name")[:MAX_GROUPS]
        return [(str(pk), name) for pk, name in groups]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        value = self.value() or ""
        if not value.isdecimal():
            return queryset
        members = Membership.objects.filter(group=int(value))
        ends = members.aggregate(Min("user"), Max("user"))
        # The list begins at the newest member and ends at the oldest, without the people beyond.
        between = queryset.filter(pk__range=(ends["user__min"] or 0, ends["user__max"] or 0))
        return between.filter(Exists(members.filter(user=OuterRef("pk"))))


class MailKindFilter(SimpleListFilter):
    """Mails by what they are about."""

    title = _("type")
    parameter_name = "template"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [*((kind.name, kind.label) for kind in CATALOGUE.values()), *LABELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(template=self.value()) if self.value() else queryset


class EventTypeFilter(SimpleListFilter):
    """Events by family: the table has too many rows to read its types."""

    title = _("type")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        families = sorted(set(map(_family, SENTENCES)))
        return [(family, gettext(family.replace(".", " · ").replace("_", " "))) for family in families]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if not self.value():
            return queryset
        # The types themselves, each found by an index whatever the collation of the database.
        types = [type for type in SENTENCES if _family(type) == self.value()]
        if OUTCOME in request.GET:
            # Failures are few, and have an index of their own.
            return queryset.filter(type__in=types)
        return queryset.one_of(*(Q(type=type) for type in types))


def _family(type: str) -> str:
    return type.rpartition(".")[0]
