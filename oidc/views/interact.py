"""Where an app with pages of its own begins: it gets a handle, and goes on in the JSON face."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.services.throttle import Kind
from flows.domain.transaction import Face, Intent
from flows.engine import Door
from flows.idx.views import open_interaction
from oidc.context import Context
from oidc.domain.grants import GrantType
from oidc.services.authenticating import authenticated
from oidc.services.authorization import Refusable, Unanswerable, read_request, wished
from oidc.views.answers import kept_by_nobody, refuse, takes_a_form, too_often, within_limits

_OURS = {"response_type": "code", "response_mode": "query"}


@takes_a_form
def interact(request: HttpRequest, issuer: str) -> HttpResponse:
    """Check an app's request and begin an attempt for it; the same checks as at ``/authorize``."""
    if not within_limits(request, Kind.IDENTIFY):
        return too_often()
    client = authenticated(request)
    origin = request.headers.get("Origin", "")
    if origin and not client.origin_allowed(origin):
        return refuse("access_denied", "Pages of this origin are not registered for the client.", 403)
    context = Context(issuer, GrantType.INTERACTION, client)
    try:
        asked = read_request({**request.POST.dict(), **_OURS}, context)
    except Refusable as refused:
        return refuse(refused.error, refused.description)
    except Unanswerable as fatal:
        return refuse(fatal.error, fatal.description)
    door = Door(
        Face.IDX,
        Intent.SIGN_UP if asked.wishes.creates else Intent.SIGN_IN,
        identifier=asked.wishes.hint,
        application=asked.request.client_id,
        request=replace(wished(asked), origins=tuple(client.allowed_origins.split())),
    )
    return kept_by_nobody(JsonResponse({"interaction_handle": open_interaction(request, door)}))
