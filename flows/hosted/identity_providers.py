"""The URLs for identity providers: callback, back-channel logout, and the start for apps' own pages."""

import logging

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.brand import current_brand
from accounts.credentials.throttle import Kind
from accounts.domain.messages import Message
from flows import engine, repository
from flows.domain.account_changes import EXPIRED
from flows.domain.pages.identity_providers import (
    CODE_PATH,
    ERROR_PATH,
    ISSUER_PATH,
    PROVIDER_PATH,
    STATE_PATH,
    USER_PATH,
)
from flows.domain.steps import FormName
from flows.domain.transaction import FrontEnd, Intent
from flows.handlers.identity_provider import NOT_EXPECTED, SIGN_IN_TO_LINK
from flows.hosted import problems
from flows.hosted.acknowledgements import SubmittedForm
from flows.hosted.cookies import client_of, new_binding, read_binding
from flows.hosted.presenter import Attempt
from flows.hosted.responses import respond, see_other_to, show_end, with_binding
from flows.hosted.views import counts_here, elsewhere
from flows.lent_requests import lender
from flows.repository import Ref
from flows.step_submission import Kind as OutcomeKind
from identity_providers.protocol.failures import UpstreamFailure
from identity_providers.protocol.parameters import transaction_id_of
from identity_providers.selectors import providers
from identity_providers.services.upstream_sessions import end_by_logout_token
from policies.services.zones import count_try

logger = logging.getLogger(__name__)

REPOSTED, LENT = "reposted", "request"
_PARAMETERS = (STATE_PATH, CODE_PATH, ISSUER_PATH, ERROR_PATH, USER_PATH)


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Go to a provider for an app that draws its own pages. A GET shows a page that posts by itself."""
    lent, provider = lender(request.GET.get(LENT, "")), providers().get(provider_id)
    if lent is None or provider is None:
        return show_end(request, EXPIRED)
    if request.method != "POST":
        context = {"brand": current_brand(), "provider": provider.label}
        page = render(request, "flows/identity_provider_start.html", context)
        page["Cache-Control"] = "no-store, no-transform"
        return page
    begun = engine.FlowStart(
        FrontEnd.HOSTED,
        Intent.SIGN_UP if lent.intent is Intent.SIGN_UP else Intent.SIGN_IN,
        return_to=lent.return_to,
        application=lent.application,
        request=lent.request,
    )
    binding = read_binding(request) or new_binding()
    opened = engine.open_new(begun, client_of(request))
    outcome = engine.submit(opened, FormName.REDIRECT_IDP, {PROVIDER_PATH: provider_id}, binding)
    if outcome.kind is not OutcomeKind.ADVANCED:
        return show_end(request, EXPIRED)
    return with_binding(respond(request, outcome, Attempt()), binding)


@csrf_exempt  # the state is the token: 256 bits, bound to this browser's cookie and to one provider
@require_http_methods(["GET", "POST"])
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Take the answer of a provider, and go on where the user left.

    A form of the provider's own page (Sign in with Apple) comes without this browser's cookies, since it is
    posted from another site. A page posts it once more, from here; nothing is looked at before.
    """
    posted = request.method == "POST"
    parameters = request.POST if posted else request.GET
    if posted and REPOSTED not in parameters:
        return _repost(request, parameters)
    transaction_id, binding = transaction_id_of(parameters.get(STATE_PATH, "")), read_binding(request)
    stored = repository.load(Ref(transaction_id, binding, FrontEnd.HOSTED)) if binding else None
    if stored is None or stored.transaction.finished_at is not None:
        return elsewhere(request, transaction_id, stored)
    if not counts_here(request, stored):
        return show_end(request, EXPIRED)
    opened = engine.open_stored(stored, client_of(request))
    sent = stored.transaction.upstream_request
    if sent is None or sent.provider != provider_id:
        problems.leave(request, Message(NOT_EXPECTED))
        return with_binding(see_other_to(stored.transaction), binding)
    outcome = engine.submit(opened, FormName.IDP_CALLBACK, _answer(parameters))
    if outcome.kind in (OutcomeKind.REFUSED, OutcomeKind.OUTDATED):
        # The page that was left says it: this address holds a code.
        for message in outcome.messages:
            problems.leave(request, message)
        return with_binding(see_other_to(stored.transaction), binding)
    linking = outcome.transaction.linking
    if linking is not None and outcome.transaction.management is None:
        problems.leave(request, Message(SIGN_IN_TO_LINK, (linking.label,)))
    submitted = SubmittedForm(opened.step.name, FormName.IDP_CALLBACK)
    return with_binding(respond(request, outcome, Attempt(), submitted), binding)


@csrf_exempt  # a server calls it, with a signed token
@require_POST
def backchannel_logout(request: HttpRequest, provider_id: str) -> HttpResponse:
    """End the sessions of which a provider says that they have ended there.

    The statuses are those of OpenID Connect Back-Channel Logout 1.0 §2.8.
    """
    wait = count_try(Kind.TOKEN, request.META.get("REMOTE_ADDR", ""))
    if wait:
        return HttpResponse(status=429, headers={"Retry-After": str(wait)})
    provider, status = providers().get(provider_id), 400
    if provider is not None and provider.active:
        try:
            end_by_logout_token(provider, request.POST.get("logout_token", ""), timezone.now())
        except UpstreamFailure as failure:
            values = {"provider": provider_id, "reason": failure.reason.value, "code": failure.detail}
            logger.warning("logout by an identity provider refused", extra=values)
        else:
            status = 200
    return HttpResponse(status=status, headers={"Cache-Control": "no-store"})


def _answer(parameters: QueryDict) -> dict[str, str]:
    """Return the parameters of the response, of which each may come once."""
    return {name: parameters.get(name, "") for name in _PARAMETERS if len(parameters.getlist(name)) == 1}


def _repost(request: HttpRequest, parameters: QueryDict) -> HttpResponse:
    context = {"brand": current_brand(), "parameters": _answer(parameters), "reposted": REPOSTED}
    page = render(request, "flows/identity_provider_return.html", context)
    page["Cache-Control"] = "no-store, no-transform"
    return page
