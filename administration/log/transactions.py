"""Transactions for support, found by the reference that a page showed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import SHA256
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.domain.authenticators import Authenticator
from accounts.domain.references import read_reference, reference_of
from administration.base import ReadOnlyAdmin
from administration.log.masked_addresses import masked
from flows.commit import TAKEN_AT_FINISH
from flows.engine import CANCELLED
from flows.models import Transaction

ENDS = {CANCELLED: _("canceled"), TAKEN_AT_FINISH: _("address already taken")}


class Digest(SHA256):
    """SHA-256 as hexadecimal text; PostgreSQL has it without the extension that Django would use."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')"
        return super(SHA256, self).as_sql(compiler, connection, template=template, **extra)


def by_reference(rows: QuerySet[Transaction], digits: str) -> QuerySet[Transaction]:
    """Return the transactions with this reference.

    It reads every row: there are those of one day, and a support question is not worth an index.
    """
    return rows.alias(digest=Digest("id")).filter(digest__startswith=digits.lower())


@admin.register(Transaction)
class TransactionAdmin(ReadOnlyAdmin):
    """Transactions, newest first, without their secrets and without typed values."""

    list_display = ("reference", "created_at", "intent", "state", "user", "masked_address", "mails_sent")
    list_display_links = ("reference",)
    list_filter = ("intent", "front_end", "created_at")
    list_select_related = ("user", "context", "challenge")
    search_fields = ("=identifier", "=challenge__address", "=user__login")
    search_help_text = _("Search by support reference or full email address")
    ordering = ("-created_at",)
    fields = (
        "reference",
        "created_at",
        "expires_at",
        "finished_at",
        "intent",
        "front_end",
        "state",
        "user",
        "masked_address",
        "mails_sent",
        "proved",
        "ip_address",
        "client",
    )
    readonly_fields = fields

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if digits := read_reference(search_term):
            return by_reference(queryset, digits), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("reference"))
    def reference(self, row: Transaction) -> str:
        return reference_of(row.pk)

    @admin.display(description=_("address"))
    def masked_address(self, row: Transaction) -> str:
        challenge = row.challenge
        return masked(row.identifier or (challenge.address if challenge else ""))

    @admin.display(description=_("state"))
    def state(self, row: Transaction) -> str:
        if row.finished_at:
            return str(_("finished"))
        return str(ENDS.get(row.ended, row.ended) or _("open"))

    @admin.display(description=_("authenticators"))
    def proved(self, row: Transaction) -> str:
        return ", ".join(Authenticator(proof["authenticator"]).label for proof in row.proofs)

    @admin.display(description=_("IP address"))
    def ip_address(self, row: Transaction) -> Any:
        return row.context.ip_address if row.context else None

    @admin.display(description=_("browser"))
    def client(self, row: Transaction) -> str:
        return row.context.client if row.context else ""
