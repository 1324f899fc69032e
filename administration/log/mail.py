"""The outbox: did a message leave, and what did the mail server answer? A failed one can be sent again."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.domain.violations import ValidationFailed
from accounts.messaging.redelivery import check_redelivery, send_again
from accounts.models import OutboxMail
from administration.base import ReadOnlyAdmin, actor_of, show_failure
from administration.lists.filters import MailKindFilter
from administration.lists.long_lists import LongListAdmin, Order
from administration.log.masked_addresses import masked, without_addresses
from administration.log.message_states import state_text
from administration.log.recipients import challenges_of, written
from administration.texts import message_kind

SUPPORT = "accounts.support_user"


@admin.register(OutboxMail)
class OutboxMailAdmin(LongListAdmin, ReadOnlyAdmin):
    """Mails, newest first. A row holds no code and no link; its values stay out of sight all the same."""

    list_display = ("created_at", "kind", "masked_to", "progress", "attempts", "answer")
    list_filter = ("state", MailKindFilter, "created_at")
    search_fields = ("to",)  # shows the field; what is searched: ``get_search_results``
    search_help_text = _("Search by the full email address, phone number or Message-ID")
    ordering = ("-id",)
    orders: ClassVar[Mapping[str, Order]] = {"created_at": ("id",)}
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
        "answer",
    )
    readonly_fields = fields

    change_form_template = "admin/accounts/outboxmail/change_form.html"

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        if not search_term:
            return queryset, False
        to, of_challenge = Q(to__in=written(search_term)), Q(challenge__in=challenges_of(search_term))
        return queryset.filter(to | of_challenge | Q(message_id=search_term)), False

    @admin.display(description=_("type"))
    def kind(self, mail: OutboxMail) -> str:
        return message_kind(mail.template)

    @admin.display(description=_("state"))
    def progress(self, mail: OutboxMail) -> str:
        return state_text(mail)

    @admin.display(description=_("answer"))
    def answer(self, mail: OutboxMail) -> str:
        return without_addresses(mail.last_error)

    @admin.display(description=_("to"))
    def masked_to(self, mail: OutboxMail) -> str:
        return masked(mail.to)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.send_again_view))
        again = path("<int:mail_id>/send-again/", view, name="accounts_outboxmail_send_again")
        return [again, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the message, with a button where it can be sent again."""
        mail = self.get_object(request, object_id)
        may_send = (
            mail is not None and request.user.has_perm(SUPPORT) and not check_redelivery(mail, timezone.now())
        )
        return super().change_view(
            request, object_id, form_url, {"may_send_again": may_send, **(extra_context or {})}
        )

    def send_again_view(self, request: HttpRequest, mail_id: int) -> HttpResponse:
        """Queue a failed message again and go back to the page that the button was on."""
        if not (self.has_view_permission(request) and request.user.has_perm(SUPPORT)):
            raise PermissionDenied
        try:
            send_again(mail_id, actor=actor_of(request), now=timezone.now())
        except OutboxMail.DoesNotExist as gone:
            raise Http404 from gone
        except ValidationFailed as failure:
            show_failure(request, failure)
        else:
            # Translators: message after a failed email or text message was queued again
            messages.success(request, gettext("The message is queued again."))
        return HttpResponseRedirect(reverse("admin:accounts_outboxmail_change", args=[mail_id]))
