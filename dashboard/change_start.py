"""Beginning a change of one's own account: what to prove first, and the change itself, are the engine's."""

from django.http import HttpRequest, HttpResponse

from accounts.middleware import live_session
from dashboard.addresses import AFTERWARDS, SECURITY
from flows import engine
from flows.domain.steps import FormName
from flows.domain.transaction import AccountChange, FrontEnd, Intent
from flows.hosted import problems
from flows.hosted.cookies import client_of, new_binding, read_binding
from flows.hosted.presenter import Attempt
from flows.hosted.responses import respond, see_other, with_binding
from flows.step_submission import Kind


def begin(
    request: HttpRequest, management: AccountChange, *, return_to: str = AFTERWARDS, origin: str = SECURITY
) -> HttpResponse:
    """Begin the change and go to its page. ``origin`` shows what is refused at once."""
    start = engine.FlowStart(
        FrontEnd.HOSTED,
        Intent.MANAGE,
        return_to=return_to,
        session=live_session(request),
        management=management,
    )
    binding = read_binding(request) or new_binding()
    outcome = engine.submit(engine.open_new(start, client_of(request)), FormName.STEP_UP, {}, binding)
    if outcome.kind is not Kind.REFUSED:
        return with_binding(respond(request, outcome, Attempt()), binding)
    for message in outcome.messages:
        problems.leave(request, message)
    return see_other(origin)
