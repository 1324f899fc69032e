"""The outbox, for looking: did the mail leave, and what did the mail server say?"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.messaging.email_catalogue import CATALOGUE
from accounts.messaging.text_message import LABELS
from accounts.models import OutboxMail
from administration.base import ReadOnlyAdmin
from administration.lists.filters import MailKindFilter
from administration.log.masked_addresses import masked


@admin.register(OutboxMail)
class OutboxMailAdmin(ReadOnlyAdmin):
    """Mails, newest first. A row holds no code and no link; its values stay out of sight all the same."""

    list_display = ("created_at", "kind", "masked_to", "state", "attempts", "sent_at", "last_error")
    list_filter = ("state", MailKindFilter, "created_at")
    search_fields = ("=to", "=message_id", "=challenge__user__login")
    search_help_text = _("Search by the full email address, phone number or Message-ID")
    ordering = ("-id",)
    fields = (
        "kind",
        "masked_to",
        "language",
        "state",
        "attempts",
        "message_id",
        "serial",
        "created_at",
        "available_at",
        "lease_until",
        "sent_at",
        "last_error",
    )
    readonly_fields = fields

    @admin.display(description=_("about"), ordering="template")
    def kind(self, mail: OutboxMail) -> str:
        """Return what the mail is called; one that is no longer sent keeps its key."""
        kind = CATALOGUE.get(mail.template)
        return kind.label if kind else LABELS.get(mail.template, mail.template)

    @admin.display(description=_("to"))
    def masked_to(self, mail: OutboxMail) -> str:
        return masked(mail.to)
