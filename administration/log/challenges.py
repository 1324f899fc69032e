"""Read-only pages of challenges and budgets, for questions such as why a code does not work."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.domain.budgets import MICROSECONDS
from accounts.models import Budget, Challenge
from administration.base import ListOnlyAdmin
from administration.lists.long_lists import LongListAdmin, Order
from administration.log.masked_addresses import masked
from administration.log.recipients import spellings


@admin.register(Challenge)
class ChallengeAdmin(LongListAdmin, ListOnlyAdmin):
    """Requests to prove an address. Code and link are derived and stand nowhere."""

    list_display = (
        "sent_at",
        "purpose",
        "masked_address",
        "serial",
        "tries",
        "expires_at",
        "used_at",
        "closed_at",
    )
    list_filter = ("purpose", "sent_at")
    search_fields = ("address",)  # shows the field; what is searched: ``get_search_results``
    search_help_text = _("Search by the full email address or phone number")
    ordering = ("-id",)
    orders: ClassVar[Mapping[str, Order]] = {"sent_at": ("id",)}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return queryset.filter(address__in=spellings(search_term)) if search_term else queryset, False

    @admin.display(description=_("address"))
    def masked_address(self, challenge: Challenge) -> str:
        return masked(challenge.address)

    @admin.display(description=_("attempts"))
    def tries(self, challenge: Challenge) -> str:
        return f"{challenge.attempts} / {challenge.max_attempts}"


@admin.register(Budget)
class BudgetAdmin(ListOnlyAdmin):
    """Limits in use. Their key is a digest: the list names no user."""

    list_display = ("short", "uses_in_a_day", "last_use", "ends")
    ordering = ("-ends_at",)

    @admin.display(description=_("digest"), ordering="key")
    def short(self, budget: Budget) -> str:
        return budget.key[:8]

    @admin.display(description=_("uses"))
    def uses_in_a_day(self, budget: Budget) -> int:
        return len(budget.uses)

    @admin.display(description=_("last used"))
    def last_use(self, budget: Budget) -> datetime:
        return _moment(max(at for at, _network in budget.uses))

    @admin.display(description=_("resets at"))
    def ends(self, budget: Budget) -> datetime:
        return _moment(budget.ends_at)


def _moment(microseconds: int) -> datetime:
    return datetime.fromtimestamp(microseconds / MICROSECONDS, UTC)
