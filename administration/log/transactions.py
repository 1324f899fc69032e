"""Transactions for support, found by the reference that a page showed."""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.db.models.functions import SHA256
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.domain.authenticators import Authenticator
from accounts.domain.references import read_reference, reference_of
from accounts.models import Event
from administration.base import ReadOnlyAdmin
from administration.lists.long_lists import LongListAdmin, Order
from administration.log.masked_addresses import masked
from administration.log.recipients import challenges_of, holders, spellings
from flows.commit import TAKEN_AT_FINISH
from flows.engine import CANCELLED
from flows.models import Transaction

MAX_EVENTS: Final = 100
ENDS = {CANCELLED: _("canceled"), TAKEN_AT_FINISH: _("address already taken")}


class Digest(SHA256):
    """SHA-256 as hexadecimal text; PostgreSQL has it without the extension that Django would use."""

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "ENCODE(SHA256(CONVERT_TO(%(expressions)s, 'UTF8')), 'hex')"
        return super(SHA256, self).as_sql(compiler, connection, template=template, **extra)


def by_reference(rows: QuerySet[Transaction], digits: str) -> QuerySet[Transaction]:
    """Return the transactions with this reference, which their events have beside the id.

    Without an event every row is read: there are those of one day.
    """
    events = Event.objects.filter(transaction_reference=digits).order_by()
    ids = set(events.values_list("transaction_id", flat=True)[:MAX_EVENTS])
    if ids:
        return rows.filter(pk__in=ids)
    return rows.alias(digest=Digest("id")).filter(digest__startswith=digits.lower())


@admin.register(Transaction)
class TransactionAdmin(LongListAdmin, ReadOnlyAdmin):
    """Transactions, newest first, without their secrets and without typed values."""

    list_display = ("reference", "created_at", "intent", "state", "user", "masked_address", "mails_sent")
    list_display_links = ("reference",)
    list_filter = ("intent", "front_end", "created_at")
    list_select_related = ("user", "context", "challenge")
    search_fields = ("identifier",)  # shows the field; what is searched: ``get_search_results``
    search_help_text = _("Search by support reference or full email address")
    ordering = ("-created_at", "-id")
    orders: ClassVar[Mapping[str, Order]] = {"created_at": ("created_at", "id")}
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
        if not search_term:
            return queryset, False
        of_user, of_challenge = Q(user__in=holders(search_term)), Q(challenge__in=challenges_of(search_term))
        return queryset.filter(Q(identifier__in=spellings(search_term)) | of_user | of_challenge), False

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
