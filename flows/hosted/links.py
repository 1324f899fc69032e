"""Links in mails. Opening one changes nothing, ever: GET and HEAD only show a page (ADR 0003)."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.brand import current_brand
from accounts.credentials import challenges, throttle
from accounts.credentials.challenges import challenge_by_id
from accounts.domain.authenticators import Authenticator
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.codes import InvalidToken, LinkToken, parse_link_token
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Status
from accounts.domain.messages import Message
from accounts.domain.security_changes import SecurityChangeKind
from accounts.lifecycle.account_deletion import cancel_deletion
from accounts.lifecycle.security_undo import UndoResult, changes_since, undo
from accounts.lifecycle.unverified_accounts import confirm_address
from accounts.models import Challenge, User
from accounts.page_paths import page_path
from accounts.translations import translated
from applications.selectors import known_application
from flows import engine, repository
from flows.activation import begin_activation
from flows.domain.next_step import INVITATION_OVER, LINK_USED
from flows.domain.pages.common import TOKEN_PATH
from flows.domain.steps import FormName, StepName
from flows.domain.transaction import FrontEnd
from flows.handlers.account_deletion import TOO_LATE
from flows.handlers.email import LINK_BROKEN, LINK_STALE, SPENT
from flows.hosted.acknowledgements import SubmittedForm
from flows.hosted.cookies import client_of, new_binding, read_binding
from flows.hosted.ends import Way
from flows.hosted.link_pages import Activation, LinkElsewhere, LinkHere, Undo, UndoneChange
from flows.hosted.outside import OutsideRedirect, keeps_address_secret, with_query
from flows.hosted.presenter import Attempt
from flows.hosted.responses import respond, see_other, show_end, with_binding
from flows.hosted.views import counts_here
from flows.rate_limits import throttled
from flows.repository import Ref, Stored
from flows.step_submission import ClientContext, Kind

MANGLED, EXPIRED = "ssr.link.mangled", "idx.return.link.expired"
ACTIVATION_MISSING = "idx.missing.activation.token"
STAYS = "ssr.leaving.undone"
_UNDO_ENDS = {
    UndoResult.DONE: "ssr.security.undone",
    UndoResult.SPENT: LINK_USED,
    UndoResult.ADDRESS_TAKEN: "ssr.email.undo_failed",
}

_START = {
    ChallengePurpose.SIGN_UP: "flows:sign_up",
    ChallengePurpose.RECOVERY: "flows:recover",
    ChallengePurpose.UNLOCK: "flows:unlock",
    ChallengePurpose.STEP_UP: "dashboard:home",
    ChallengePurpose.EMAIL_CHANGE: "dashboard:home",
}
"""The page that each challenge began on, by its name; sign-in for each other purpose."""

_STEPS = {
    ChallengePurpose.SIGN_UP: StepName.ENROLL_EMAIL,
    ChallengePurpose.EMAIL_CHANGE: StepName.CONFIRM_EMAIL_CHANGE,
}
"""The steps that wait for a link; each other purpose is a challenge of an address that's known."""


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_address_secret
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a challenge: a form in the browser that began, the code to type there in any other."""
    challenge = _challenge(request, token)
    if isinstance(challenge, HttpResponse):
        return challenge
    if challenge.purpose == ChallengePurpose.WELCOME:
        return _welcome(request, challenge)
    if challenge.purpose == ChallengePurpose.SECURITY_UNDO:
        return _undo(request, challenge, parse_link_token(token))
    if challenge.purpose == ChallengePurpose.LEAVE_UNDO:
        return _stay(request, challenge, parse_link_token(token))
    binding = read_binding(request)
    stored = repository.load(Ref(challenge.transaction_id, binding, FrontEnd.HOSTED)) if binding else None
    if stored is not None and not counts_here(request, stored):
        stored = None
    if request.method == "POST":
        return _prove(request, stored, challenge, token)
    end = challenge_expiry(challenge, parse_link_token(token))
    if stored is not None and (not end or challenge.used_at is not None):
        return _here(request, stored, challenge)
    if stored is not None and end:
        return _dead_here(request, stored, Message(end))
    return _elsewhere(request, challenge, end)


def _dead_here(request: HttpRequest, stored: Stored, message: Message, retry_after: int = 0) -> HttpResponse:
    """Say why the link is dead, and lead back to the page that can send another one."""
    transaction = stored.transaction
    over = transaction.finished_at is not None or transaction.ended
    page = page_path("flows:transaction", transaction.id)
    # Translators: end page of an emailed link, button
    way = None if over else Way(_("Go back to where you started"), page)
    return show_end(request, message.key, params=message.params, way=way, retry_after=retry_after)


def _challenge(request: HttpRequest, token: str) -> Challenge | HttpResponse:
    """Find the challenge of a well-formed token that this server made."""
    slowed = throttled(throttle.Kind.LINK, client_of(request))
    if slowed is not None:
        (message,) = slowed.messages
        return show_end(request, message.key, params=message.params, retry_after=slowed.retry_after)
    try:
        parsed = parse_link_token(token)
    except InvalidToken:
        return show_end(request, MANGLED)
    challenge = challenge_by_id(parsed.challenge_id)
    # One page for an unknown link and a forged one, or strangers learn which links exist.
    if challenge is None or not _is_signed(challenge, parsed):
        return show_end(request, EXPIRED)
    return challenge


def _is_signed(challenge: Challenge, token: LinkToken) -> bool:
    """Whether this server made the token, for the newest mail or an earlier one."""
    sending = replace(challenges.sending_of(challenge), serial=token.serial)
    return token.serial <= challenge.serial and challenges.link_is_right(sending, token)


def challenge_expiry(challenge: Challenge, token: LinkToken) -> str:
    """Return the message that says why a link leads nowhere, or nothing while it is alive."""
    if challenge.used_at is not None:
        return LINK_USED
    if challenge.closed_at is not None or token.serial < challenge.serial:
        return LINK_STALE
    if token.serial > challenge.serial:
        return LINK_BROKEN
    if timezone.now() >= challenge.expires_at:
        return EXPIRED
    return SPENT if challenge.attempts >= challenge.max_attempts else ""


def _prove(request: HttpRequest, stored: Stored | None, challenge: Challenge, token: str) -> HttpResponse:
    if stored is None:
        return show_end(request, LINK_BROKEN)
    outcome = engine.submit(
        engine.open_stored(stored, client_of(request)), FormName.LINK, {TOKEN_PATH: token}
    )
    if outcome.kind is Kind.REFUSED and outcome.messages:
        return _dead_here(request, stored, outcome.messages[0], outcome.retry_after)
    if outcome.kind is Kind.OUTDATED:
        return see_other(page_path("flows:transaction", outcome.transaction.id))
    submitted = SubmittedForm(
        _STEPS.get(ChallengePurpose(challenge.purpose), StepName.CHALLENGE_EMAIL), FormName.LINK
    )
    return with_binding(respond(request, outcome, Attempt(), submitted), read_binding(request))


def _here(request: HttpRequest, stored: Stored, challenge: Challenge) -> HttpResponse:
    if challenge.used_at is not None:
        return see_other(page_path("flows:transaction", stored.transaction.id))
    page = LinkHere(challenge.purpose, stored.transaction.display_address)
    return render(request, "flows/link_here.html", {"link": page, "brand": current_brand()})


def _elsewhere(request: HttpRequest, challenge: Challenge, end: str) -> HttpResponse:
    """Show a reader in another browser the requester, and the code while it is valid; no state moves."""
    if end:
        # Translators: end page of an emailed link, button
        afresh = Way(_("Start again in this browser"), _start_of(challenge))
        return show_end(request, end, way=afresh if end == LINK_STALE else None)
    stored = repository.reload(challenge.transaction_id)
    if stored is None or stored.transaction.finished_at is not None or stored.transaction.ended:
        return show_end(request, LINK_STALE)
    step = engine.open_stored(stored, ClientContext()).step
    if step.name is StepName.ENDED:
        return show_end(request, step.messages[0].key)
    code = challenges.code_of(challenges.sending_of(challenge))
    requested, app = stored.transaction.request, known_application(stored.transaction.application)
    if requested is not None and stored.transaction.front_end is FrontEnd.IDX and app.email_callback_uri:
        return OutsideRedirect(with_query(app.email_callback_uri, otp=code, state=requested.state))
    page = LinkElsewhere(
        purpose=challenge.purpose,
        masked=parse_email(challenge.address).masked(),
        code=code,
        client=stored.context.client if stored.context else "",
        asked_at=challenge.sent_at,
        start_url=app.initiate_login_uri or _start_of(challenge),
        app="" if app.built_in else app.label,
    )
    return render(request, "flows/link_elsewhere.html", {"link": page, "brand": current_brand()})


def _start_of(challenge: Challenge) -> str:
    return page_path(_START.get(ChallengePurpose(challenge.purpose), "flows:sign_in"))


def _undo(request: HttpRequest, challenge: Challenge, token: LinkToken) -> HttpResponse:
    """Undo security changes for the owner of the older mailbox, in any browser (ADR 0030)."""
    end = challenge_expiry(challenge, token)
    if end:
        return show_end(request, end)
    if request.method != "POST":
        page = Undo(parse_email(challenge.address).masked(), _undone(challenge))
        return render(request, "flows/undo.html", {"undo": page, "brand": current_brand()})
    return show_end(request, _UNDO_ENDS[undo(challenge, timezone.now())])


def _undone(challenge: Challenge) -> tuple[UndoneChange, ...]:
    return tuple(
        UndoneChange(
            translated(SecurityChangeKind(change.kind).label).format(
                translated(Authenticator(change.authenticator).label) if change.authenticator else ""
            ),
            change.at,
        )
        for change in changes_since(challenge)
    )


def _stay(request: HttpRequest, challenge: Challenge, token: LinkToken) -> HttpResponse:
    """Cancel a requested deletion, for the reader of the account's mail."""
    end = challenge_expiry(challenge, token)
    if end:
        return show_end(request, end)
    if request.method != "POST":
        page = Undo(parse_email(challenge.address).masked())
        return render(request, "flows/stay.html", {"undo": page, "brand": current_brand()})
    return show_end(request, STAYS if cancel_deletion(challenge, timezone.now()) else TOO_LATE)


def _welcome(request: HttpRequest, challenge: Challenge) -> HttpResponse:
    """Verify the address of the user signed in here, and of no other."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return see_other(f"{page_path('flows:sign_in')}?next={request.path}")
    if user.pk != challenge.user_id:
        return show_end(request, "ssr.signed_in_as_another", params=(user.email,))
    end = challenge_expiry(challenge, parse_link_token(request.path.rpartition("/")[2]))
    if end:
        return see_other(page_path("dashboard:home")) if user.email_verified else show_end(request, end)
    if request.method == "POST":
        confirm_address(user, challenge, timezone.now())
        return see_other(page_path("dashboard:home"))
    page = LinkHere(challenge.purpose, user.email)
    return render(request, "flows/link_here.html", {"link": page, "brand": current_brand()})


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_address_secret
def activate(request: HttpRequest, token: str) -> HttpResponse:
    """Show the invitation of a user added by an administrator; its POST begins a transaction here."""
    challenge = _challenge(request, token)
    if isinstance(challenge, HttpResponse):
        return challenge
    user = challenge.user
    if challenge.purpose != ChallengePurpose.ACTIVATION or user is None:
        return show_end(request, ACTIVATION_MISSING)
    end = challenge_expiry(challenge, parse_link_token(token))
    if user.status not in (Status.PROVISIONED, Status.RECOVERY) or end in (LINK_USED, LINK_BROKEN):
        return show_end(request, ACTIVATION_MISSING)
    if end:
        return show_end(request, INVITATION_OVER)
    if request.method != "POST":
        page = Activation(user.first_name, user.email)
        return render(request, "flows/activate.html", {"activation": page, "brand": current_brand()})
    binding = read_binding(request) or new_binding()
    begun = begin_activation(user, challenge, binding, client_of(request))
    return with_binding(see_other(page_path("flows:transaction", begun.id)), binding)
