"""Attempts and events for support, found by the reference that a page showed."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.db.models.functions import SHA256
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.events import EventAdmin
from accounts.admin.masks import masked
from accounts.domain.authenticators import Authenticator
from accounts.models import Event
from flows.conflicts import TAKEN_AT_FINISH
from flows.domain.references import digest_start, reference_of
from flows.engine import CANCELLED
from flows.models import Transaction

ENDS = {CANCELLED: _("stopped"), TAKEN_AT_FINISH: _("the address had been taken")}


class Digest(SHA256):
    """SHA-256 as hexadecimal text; PostgreSQL has it without the extension that Django would use."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')"
        return super(SHA256, self).as_sql(compiler, connection, template=template, **extra)


def by_reference(rows: QuerySet[Any], typed: str, column: str) -> QuerySet[Any] | None:
    """Return the rows of the attempt with this reference, or None when the text is no reference.

    It reads every row: a support question now and then is not worth an index.
    """
    start = digest_start(typed)
    if not start:
        return None
    others: QuerySet[Any] = rows.exclude(**{column: ""})
    found: QuerySet[Any] = others.alias(digest=Digest(column)).filter(digest__startswith=start)
    return found


class SearchedByReference(ReadOnlyAdmin):
    """A list whose search also takes the reference that a page showed."""

    transaction_column: ClassVar[str]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        found = by_reference(queryset, search_term, self.transaction_column)
        return (
            (found, False)
            if found is not None
            else super().get_search_results(request, queryset, search_term)
        )


@admin.register(Event)
class ReferencedEventAdmin(SearchedByReference, EventAdmin):
    """Events, also by the reference of their attempt."""

    transaction_column = "transaction_id"

    @admin.display(description=_("reference"))
    def reference(self, event: Event) -> str:
        return reference_of(event.transaction_id) if event.transaction_id else ""


@admin.register(Transaction)
class TransactionAdmin(SearchedByReference):
    """Transactions, newest first, without their secrets and without typed values."""

    transaction_column = "id"
    list_display = ("reference", "created_at", "intent", "state", "person", "masked_address", "mails_sent")
    list_display_links = ("reference",)
    list_filter = ("intent", "face", "created_at")
    list_select_related = ("person", "context", "challenge")
    search_fields = ("=identifier", "=challenge__address", "=person__login")
    search_help_text = _("The reference shown to somebody, or the whole address")
    ordering = ("-created_at",)
    fields = (
        "reference",
        "created_at",
        "expires_at",
        "finished_at",
        "intent",
        "face",
        "state",
        "person",
        "masked_address",
        "mails_sent",
        "proved",
        "ip_address",
        "client",
    )
    readonly_fields = fields

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

    @admin.display(description=_("proved by"))
    def proved(self, row: Transaction) -> str:
        return ", ".join(Authenticator(proof["authenticator"]).label for proof in row.proofs)

    @admin.display(description=_("IP address"))
    def ip_address(self, row: Transaction) -> Any:
        return row.context.ip_address if row.context else None

    @admin.display(description=_("browser"))
    def client(self, row: Transaction) -> str:
        return row.context.client if row.context else ""
