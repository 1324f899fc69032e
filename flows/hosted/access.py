"""The page behind ``manage.py admin_access``: a button, and then the administration."""

from datetime import datetime

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.brand import current_brand
from accounts.domain.authenticators import Authenticator
from accounts.domain.networks import parse_address
from accounts.lifecycle.admin_access import find_link, redeem
from accounts.models import User
from accounts.page_paths import page_path
from accounts.sessions.lifetime import OpenedSession, SignIn, open_session
from flows.domain.proofs import Proof
from flows.hosted.cookies import client_of, new_binding, set_binding
from flows.hosted.outside import keeps_address_secret
from flows.hosted.responses import begin_session, see_other, show_end
from flows.transaction_rows import groups_of, stored_proof
from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.domain.outcomes import SessionOutcome
from policies.selectors import current_policies

SPENT = "errors.E0000110"


@require_http_methods(["GET", "HEAD", "POST"])
@keeps_address_secret
def admin_access(request: HttpRequest, token: str) -> HttpResponse:
    """Show who would be signed in; sign them in when the button is pressed."""
    link = find_link(token, timezone.now())
    if link is None:
        return show_end(request, SPENT)
    if request.method != "POST":
        context = {"address": link.address, "brand": current_brand()}
        return render(request, "flows/admin_access.html", context)
    opened = _open(request, token)
    if opened is None:
        return show_end(request, SPENT)
    request.session.delete()
    begin_session(request, opened)
    response = see_other(page_path("admin:index"))
    set_binding(response, new_binding())
    return response


def _open(request: HttpRequest, token: str) -> OpenedSession | None:
    now, client = timezone.now(), client_of(request)
    with transaction.atomic():
        link = find_link(token, now)
        user = redeem(link, now) if link is not None else None
        if user is None:
            return None
        # The link is a code that was handed over, once: what it opens, a second factor has to complete.
        proof = Proof(Authenticator.ACCESS_CODE, user.public_id, "", now)
        lifetimes = _lifetimes(user, client.ip_address, now)
        signed_in = SignIn(
            user,
            [stored_proof(proof)],
            lifetimes.idle,
            lifetimes.absolute,
            client.device_id,
            client.description,
            client.ip_address,
        )
        return open_session(signed_in, now)


def _lifetimes(user: User, ip_address: str, now: datetime) -> SessionOutcome:
    """Return how long the session lasts. Whether there may be one is not asked: this is the way to repair."""
    security = current_policies()
    groups = groups_of(user.pk, security.group_ids)
    facts = Facts(at=now, user_id=user.pk, group_ids=groups, ip_address=parse_address(ip_address))
    return decide(security, facts).session
