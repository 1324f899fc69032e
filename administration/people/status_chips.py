"""The statuses of people as chips above their list, each with a count that stops in time."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.contrib.admin.views.main import ChangeList
from django.db.models import IntegerField, Subquery
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.lifecycle import Status
from accounts.lifecycle.bulk_actions import MAX_USERS
from accounts.models import SavedView, User
from administration.base import actor_of
from administration.lists.filters import STATUS_PARAMETER, STATUSES
from administration.lists.keyset_pages import Count, count_up_to
from administration.lists.long_lists import AFTER, AT_END, BEFORE, LongList

MAX_COUNT: Final = 1000
ALWAYS_SHOWN: Final = frozenset({"pending", Status.ACTIVE, Status.LOCKED_OUT, Status.SUSPENDED})
ALL_PENDING: Final = STATUSES["pending"][1]
"""These have a chip only while they are chosen: *Pending* counts them together."""


@dataclass(frozen=True, slots=True)
class StatusChip:
    """One status: a link that narrows the list, and how many people there are."""

    label: str | Promise
    url: str
    count: str
    is_current: bool


class _CountUpTo(Subquery):
    """The number of rows of a query that has a limit."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


class PeopleList(LongList):
    """The list of people, with the chips and the administrator's own views above it."""

    status_chips: Sequence[StatusChip] = ()
    saved_views: Sequence[SavedView] = ()

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self._count_those_to_choose()
        self.status_chips = chips_of(self, actor_of(request))
        self.saved_views = list(actor_of(request).saved_views.order_by("name"))

    def _count_those_to_choose(self) -> None:
        """Count further in a list that is narrowed: all that it has can be chosen for an action."""
        if self.multi_page and not self.count.exact and self.get_filters_params() and not self.query:
            number = count_up_to(self.queryset, MAX_USERS + 1)
            if number <= MAX_USERS:
                self.count, self.result_count = Count(number), number


def chips_of(people: ChangeList, actor: User) -> list[StatusChip]:
    """Return the chips; statuses that are rare only where there are people. One statement.

    Counts are those of all people, so a list that is narrowed otherwise shows none.
    """
    chosen = people.params.get(STATUS_PARAMETER, "")
    narrowed = bool(people.query) or any(name != STATUS_PARAMETER for name in people.get_filters_params())
    counts = {} if narrowed else _counts(actor)
    # Translators: list of people in the administration, all statuses
    chips = [StatusChip(_("All"), _url(people, ""), "", is_current=not chosen)]
    return [*chips, *_chips_of_statuses(people, chosen, counts)]


def _chips_of_statuses(people: ChangeList, chosen: str, counts: Mapping[str, int]) -> Iterator[StatusChip]:
    for value, (label, _statuses) in STATUSES.items():
        number = counts.get(value, 0)
        if value == chosen or value in ALWAYS_SHOWN or (number and value not in ALL_PENDING):
            text = f"{MAX_COUNT:,}+" if number > MAX_COUNT else f"{number:,}"
            yield StatusChip(
                label, _url(people, value), text if value in counts else "", is_current=value == chosen
            )


def _counts(actor: User) -> dict[str, int]:
    """Return how many people have which status, except active: that index would be the whole table."""
    counted = {
        value: _CountUpTo(_people_with(statuses).values("pk")[: MAX_COUNT + 1])
        for value, (_label, statuses) in STATUSES.items()
        if value != Status.ACTIVE
    }
    rows = User.objects.filter(pk=actor.pk).values_list(*counted.values())
    return {value: number for row in rows for value, number in zip(counted, row, strict=True)}


def _people_with(statuses: frozenset[Status]) -> Any:
    # The last condition is that of the index for people who are not active.
    return User.objects.filter(status__in=statuses).exclude(status=Status.ACTIVE.value).order_by()


def _url(people: ChangeList, value: str) -> str:
    positions = [AFTER, BEFORE, AT_END]
    if not value:
        return people.get_query_string(remove=[STATUS_PARAMETER, *positions])
    return people.get_query_string({STATUS_PARAMETER: value}, positions)
