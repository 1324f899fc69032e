"""The button that sends a test email to the administrator, and shows the mail server's own answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from accounts.credentials.budgets import Charge, Purpose, seconds_left, spend
from accounts.domain.clients import describe_client
from accounts.domain.identifiers import parse_email
from accounts.messaging.mail_test import EmailTestResult, send_test_email, wait_for_result
from accounts.models import MailState, User
from administration.base import actor_of

PERMISSION = "accounts.test_outboxmail"


def test_email_view(request: HttpRequest) -> HttpResponse:
    """Send a test email to the administrator, wait for its result and show it on the home page."""
    user = actor_of(request)
    if not user.has_perm(PERMISSION):
        raise PermissionDenied
    if wait := _seconds_to_wait(user, request.META.get("REMOTE_ADDR", "")):
        minutes = -(-wait // 60)
        # Translators: home page of the administration, after too many test emails
        text = ngettext("Try again in %(count)d minute.", "Try again in %(count)d minutes.", minutes)
        messages.error(request, text % {"count": minutes})
    else:
        _show(request, user, _send(request, user))
    return HttpResponseRedirect(reverse("admin:index"))


def _seconds_to_wait(user: User, ip_address: str) -> int:
    """Count this email. Return 0, or the seconds until the address has room for another one."""
    charge, now = Charge(Purpose.TEST_MAIL, user.login or "", ip_address=ip_address), timezone.now()
    return 0 if spend(charge, now) else seconds_left(charge, now)


def _send(request: HttpRequest, user: User) -> EmailTestResult:
    mail = send_test_email(
        parse_email(user.email),
        requested_from=describe_client(request.headers.get("User-Agent", "")),
        first_name=user.first_name,
        language=get_language() or "en",
        actor=user,
    )
    return wait_for_result(mail.pk)


def _show(request: HttpRequest, user: User, result: EmailTestResult) -> None:
    params = {"address": user.email, "answer": result.answer}
    if result.is_waiting:
        # Translators: home page of the administration, result of the test email
        text = gettext("The email to %(address)s is still waiting. Check that a worker is running.")
        messages.warning(request, text % params)
    elif result.state is not MailState.SENT:
        # Translators: home page of the administration, result of the test email
        messages.error(request, gettext("The email wasn’t accepted: %(answer)s") % params)
    elif result.answer:
        # Translators: home page of the administration, result of the test email
        text = gettext("The mail server accepted the email to %(address)s: %(answer)s")
        messages.success(request, text % params)
    else:
        # Translators: home page of the administration, result of the test email
        messages.success(request, gettext("The email to %(address)s was delivered.") % params)
