"""The security page: authenticators, trusted devices, and their changes.

A change of an authenticator begins a transaction with the proofs that policies require. A name and a
trusted device are changed at once.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.credentials import enrollments
from accounts.domain.authenticators import Authenticator
from accounts.domain.messages import Message
from accounts.models import Enrollment
from accounts.page_paths import page_path
from accounts.sessions import devices
from accounts.translations import say
from applications.domain import DASHBOARD
from dashboard import recent_change
from dashboard.account_context import DONE, account_context, begin
from dashboard.authenticators import ADDABLE, authenticator_rows
from dashboard.names import MAX_LENGTH, read_name
from dashboard.selectors import accepted_passkeys, own_enrollment
from flows.domain.transaction import AccountChange
from flows.hosted import problems
from flows.hosted.responses import PLAIN_REFUSAL, see_other
from flows.hosted.session_guard import requires
from policies.domain.facts import Operation


@dataclass(frozen=True, slots=True)
class Renaming:
    """A name that was refused: whose, what was typed, and why not."""

    handle: str
    typed: str
    error: str


@require_GET
@requires(DASHBOARD)
def overview(request: HttpRequest) -> HttpResponse:
    """Show everything, with a notice of the change just completed."""
    return _page(request)


def _page(request: HttpRequest, renaming: Renaming | None = None, status: int = 200) -> HttpResponse:
    account = account_context(request)
    done = recent_change.recent_change_message(account.user, account.now) if DONE in request.GET else None
    context = {
        "authenticators": authenticator_rows(account),
        "devices": devices.devices_of(account.user, account.now),
        "passkeys": accepted_passkeys(account),
        "notes": dict.fromkeys((*([problems.note_of(done)] if done else []), *problems.waiting(request))),
        "renaming": renaming,
        "longest_name": MAX_LENGTH,
    }
    return render(request, "dashboard/security.html", context, status=status)


@require_POST
@requires(DASHBOARD)
def password(request: HttpRequest) -> HttpResponse:
    """Begin to change the password, or to set the first one."""
    if account_context(request).user.has_password:
        return begin(request, AccountChange(Operation.CHANGE_PASSWORD, Authenticator.PASSWORD))
    return begin(request, AccountChange(Operation.ENROLL, Authenticator.PASSWORD))


@require_POST
@requires(DASHBOARD)
def email(request: HttpRequest) -> HttpResponse:
    """Begin to change the address."""
    return begin(request, AccountChange(Operation.CHANGE_EMAIL, Authenticator.EMAIL))


@require_POST
@requires(DASHBOARD)
def add(request: HttpRequest, authenticator: str) -> HttpResponse:
    """Begin to set something up; whether the policies let this user is the engine's to say."""
    if authenticator not in ADDABLE:
        raise Http404
    return begin(request, AccountChange(Operation.ENROLL, Authenticator(authenticator)))


@require_POST
@requires(DASHBOARD)
def remove(request: HttpRequest, handle: str) -> HttpResponse:
    """Begin to remove one of the user's own."""
    enrollment = _own(request, handle)
    return begin(
        request,
        AccountChange(Operation.REMOVE, Authenticator(enrollment.authenticator), enrollment.public_id),
    )


@require_POST
@requires(DASHBOARD)
def rename(request: HttpRequest, handle: str) -> HttpResponse:
    """Give a passkey another name."""
    enrollment = _own(request, handle)
    if enrollment.authenticator != Authenticator.PASSKEY:
        raise Http404
    typed = request.POST.get("name", "")
    name = read_name(typed)
    if isinstance(name, Message):
        renaming = Renaming(handle, typed[:MAX_LENGTH], say(name.key, name.params))
        return _page(request, renaming, PLAIN_REFUSAL)
    enrollments.rename(enrollment, name, timezone.now())
    problems.leave(request, Message("ssr.account.renamed", (name,)))
    return see_other(page_path("dashboard:security"))


@require_POST
@requires(DASHBOARD)
def forget(request: HttpRequest, remembered: int) -> HttpResponse:
    """Forget one remembered browser."""
    account = account_context(request)
    if not devices.forget(account.user, remembered, account.now):
        raise Http404
    problems.leave(request, Message("ssr.device.forgotten"))
    return see_other(page_path("dashboard:security"))


def _own(request: HttpRequest, handle: str) -> Enrollment:
    enrollment = own_enrollment(account_context(request).user, handle)
    if enrollment is None:
        raise Http404
    return enrollment
