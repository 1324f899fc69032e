"""Challenges and budgets, for looking: why does a code not work, who is asked to slow down?"""

from datetime import UTC, datetime

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ListOnlyAdmin
from accounts.admin.masking import masked
from accounts.models import Budget, Challenge


@admin.register(Challenge)
class ChallengeAdmin(ListOnlyAdmin):
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
    search_fields = ("=address",)
    search_help_text = _("The whole address")
    ordering = ("-id",)

    @admin.display(description=_("address"))
    def masked_address(self, challenge: Challenge) -> str:
        return masked(challenge.address)

    @admin.display(description=_("guesses"))
    def tries(self, challenge: Challenge) -> str:
        return f"{challenge.attempts} / {challenge.max_attempts}"


@admin.register(Budget)
class BudgetAdmin(ListOnlyAdmin):
    """Budgets in use. Their key is a digest: nobody can tell whose they are."""

    list_display = ("short", "short_until", "long_until")
    ordering = ("-long_tat",)

    @admin.display(description=_("digest"))
    def short(self, budget: Budget) -> str:
        return budget.key[:8]

    @admin.display(description=_("short limit in use until"))
    def short_until(self, budget: Budget) -> datetime:
        return datetime.fromtimestamp(budget.short_tat, UTC)

    @admin.display(description=_("long limit in use until"))
    def long_until(self, budget: Budget) -> datetime:
        return datetime.fromtimestamp(budget.long_tat, UTC)
