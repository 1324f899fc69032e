"""Every route of a user's own pages, and what guards it: a route that is not written down here fails."""

from dataclasses import dataclass

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.configuration_cache import raise_version
from accounts.domain.authenticators import Authenticator
from accounts.models import Event, Postponement
from dashboard import urls
from flows.models import Transaction
from policies.models import AuthenticationOutcome
from tests.actors import PASSWORD, a_user
from tests.dashboard.users import ADA, come_in, session_of, set_up
from tests.refusals import write_refusals
from tests.tables import each
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db

NOTHING = "nothing"
LATER = "when the change is finished"


@dataclass(frozen=True)
class Control:
    """What a route takes and leaves. ``method`` is one or both, with a space between.

    ``leaves`` is the event of its success. ``mails`` says that a message may be sent at once: it is then
    counted, for the user and for the network, before it is queued.
    """

    method: str
    leaves: str
    mails: bool = False
    arguments: tuple[str, ...] = ()


CONTROLS = {
    "home": Control("GET", NOTHING),
    "open": Control("GET", NOTHING, arguments=("books",)),
    "pin": Control("POST", NOTHING, arguments=("books",)),
    "profile": Control("GET POST", "user.account.update_profile"),
    "activity": Control("GET", NOTHING),
    "not_me": Control("POST", "user.account.report_suspicious_activity_by_enduser", arguments=("1",)),
    "preferences": Control("GET POST", "user.account.update_profile"),
    "data": Control("GET", NOTHING),
    "export": Control("POST", "user.account.export"),
    "delete": Control("POST", LATER, mails=True),
    "withdraw": Control("POST", "user.consent.withdraw", arguments=("books",)),
    "confirm_email": Control("POST", "system.email.send_factor_verify_message", mails=True),
    "not_now": Control("POST", NOTHING),
    "security": Control("GET", NOTHING),
    "password": Control("POST", LATER, mails=True),
    "email": Control("POST", LATER, mails=True),
    "add": Control("POST", LATER, mails=True, arguments=("totp",)),
    "remove": Control("POST", LATER, mails=True, arguments=("handle",)),
    "rename": Control("POST", "user.mfa.factor.update", arguments=("handle",)),
    "forget": Control("POST", "device.user.remove", arguments=("1",)),
    "sessions": Control("GET", NOTHING),
    "end": Control("POST", "user.session.end", arguments=("handle",)),
    "end_others": Control("POST", "user.session.clear"),
}
POSTED = [name for name, control in CONTROLS.items() if "POST" in control.method]
SHOWN = [name for name, control in CONTROLS.items() if "GET" in control.method]
LOOKED_AT = [name for name in SHOWN if name != "open"]


def at(name: str) -> str:
    return reverse(f"dashboard:{name}", args=CONTROLS[name].arguments)


def answered(visitor: Visitor, name: str):
    return visitor.get(at(name)) if name in SHOWN else visitor.post("", at(name))


@pytest.fixture
def ada():
    return a_user(ADA, PASSWORD)


def test_every_route_is_written_down_here():
    assert {pattern.name for pattern in urls.urlpatterns} == set(CONTROLS)


@each("name", CONTROLS)
def test_a_route_takes_its_methods_alone(ada, name):
    visitor = come_in(ada)
    for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(CONTROLS[name].method.split()):
        assert visitor.http.generic(method, at(name)).status_code == 405


@each("name", CONTROLS)
def test_a_stranger_is_sent_to_sign_in_and_changes_nothing(name):
    response = answered(Visitor(), name)
    back = at(name) if name in SHOWN else at("home")
    assert (response.status_code, response["Location"]) == (303, f"/signin?next={back}")
    assert not Transaction.objects.exists()
    write_refusals()
    assert not Event.objects.exists()


@pytest.mark.parametrize("name", CONTROLS)
def test_a_session_that_is_not_enough_for_the_app_has_to_prove_more(ada, name):
    set_up(ada, Authenticator.TOTP)
    visitor = come_in(ada)
    AuthenticationOutcome.objects.update(factors=2)
    raise_version()
    events = Event.objects.count()
    assert answered(visitor, name)["Location"].startswith("/signin?next=/me/")
    write_refusals()
    assert Event.objects.count() == events
    assert not Transaction.objects.exists()
    assert not Postponement.objects.exists()


@pytest.mark.parametrize("name", POSTED)
def test_a_form_of_another_site_or_another_session_is_refused(ada, name):
    strict = Client(headers={"host": f"localhost:{settings.PORT}"}, enforce_csrf_checks=True)
    strict.cookies[settings.SESSION_COOKIE_NAME] = session_of(ada).key
    assert strict.post(at(name)).status_code == 403
    strict.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    assert strict.post(at(name), {"csrfmiddlewaretoken": "b" * 32}).status_code == 410
    write_refusals()
    assert not Event.objects.exists()
    assert not Transaction.objects.exists()


@each("name", CONTROLS)
def test_no_response_may_be_stored(ada, name):
    assert answered(come_in(ada), name)["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", LOOKED_AT)
def test_looking_leaves_nothing_behind(ada, name):
    assert answered(come_in(ada), name).status_code == 200
    write_refusals()
    assert not Event.objects.exists()
    assert not Transaction.objects.exists()


@pytest.mark.parametrize("name", ["password", "email", "add", "delete"])
def test_one_network_cannot_begin_changes_without_end(ada, name):
    visitor = come_in(ada, mailed=True)
    for _ in range(62):
        answered(visitor, name)
    assert Transaction.objects.count() == 60
    assert "You’ve tried too many times." in visitor.get("/me/security").content.decode()
