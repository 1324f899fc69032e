from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from flows.idx.forms import PATHS
from flows.models import Transaction
from tests.actors import PASSWORD, a_user, profile, sign_up_policy
from tests.flows.idx.document_shape import faults_of, keys, remediations, steady
from tests.flows.idx.wire import INTROSPECT, START, Wire
from tests.tables import each

pytestmark = pytest.mark.django_db

ADA = "ada.okafor@example.com"
ION = "application/ion+json; okta-version=1.0.0"
NAMES = {"email": ADA, "firstName": "Ada", "lastName": "Okafor"}
UNKNOWN = ["02.id.nobody", "", None, 5, ["a"], {"a": 1}, "x" * 9000, "händel", "a\0b"]
ANSWERED = sorted({f"/idp/idx/{path}" for path in PATHS.values()} | {INTROSPECT})


@pytest.fixture
def wire() -> Wire:
    sign_up_policy()
    return Wire()


def test_a_handle_is_long_unguessable_and_new_each_time(wire: Wire):
    handles = {wire.begin()["stateHandle"] for _ in range(3)}
    assert len(handles) == 3
    assert all(handle.startswith("02.id.") and len(handle) == 6 + 43 for handle in handles)


def test_only_a_hash_of_the_handle_is_stored(wire: Wire):
    wire.begin()
    row = Transaction.objects.get()
    assert wire.handle not in {str(value) for value in vars(row).values()}
    assert row.id not in wire.handle


def test_a_handle_never_stands_in_an_address(wire: Wire):
    wire.begin("ENROLL")
    wire.post("/idp/idx/enroll/new", profile(ADA))
    assert wire.handle not in [form["href"] for form in wire.response.json()["remediation"]["value"]]
    assert wire.client.get(f"{INTROSPECT}?stateHandle={wire.handle}").status_code == 405


@pytest.mark.parametrize(
    ("intent", "first"),
    [("LOGIN", "identify"), ("ENROLL", "enroll-profile"), ("RECOVER", "identify-recovery")],
)
def test_an_attempt_begins_with_the_form_it_came_for(wire: Wire, intent: str, first: str):
    document = wire.begin(intent)
    assert remediations(document)[0] == first
    assert faults_of(document) == []


def test_an_unknown_intent_is_a_bad_request(wire: Wire):
    assert keys(wire.begin("UNLOCK")) == ["errors.E0000003"]
    assert wire.status == 400


def test_production_refuses_a_transaction_without_an_app(wire: Wire, settings):
    settings.EMBEDDED = False
    assert wire.client.post(START, "{}", content_type="application/json", secure=True).status_code == 404


@pytest.mark.parametrize("name", ["stateHandle", "stateToken"])
def test_introspect_shows_where_the_transaction_stands(wire: Wire, name: str):
    begun = wire.begin()
    shown = wire.send(INTROSPECT, f'{{"{name}": "{wire.handle}"}}', ION)
    assert steady(shown) == steady(begun)


# Every address with one handle, and one address with every handle: both read it in the same place.
@each("path, handle", [(path, UNKNOWN[0]) for path in ANSWERED] + [(INTROSPECT, one) for one in UNKNOWN[1:]])
def test_an_unknown_handle_opens_nothing(wire: Wire, path: str, handle: object):
    document = wire.post(path, {"stateHandle": handle})
    assert (wire.status, keys(document), set(document)) == (
        401,
        ["idx.session.expired"],
        {"version", "messages"},
    )
    assert "WWW-Authenticate" not in wire.response


def test_the_secret_of_a_hosted_page_is_no_handle(wire: Wire, settings):
    browser = Client()
    browser.post("/signup", {"form": "enroll-profile", **{f"userProfile.{k}": v for k, v in NAMES.items()}})
    binding = browser.cookies[settings.BINDING_COOKIE_NAME].value
    assert Transaction.objects.count() == 1
    assert keys(wire.post(INTROSPECT, {"stateHandle": binding})) == ["idx.session.expired"]


def test_an_attempt_ends_with_its_time(wire: Wire):
    wire.begin()
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert keys(wire.post("/idp/idx/identify", {"identifier": ADA})) == ["idx.session.expired"]
    assert wire.status == 401


def test_an_attempt_ends_when_the_account_was_secured_meanwhile(wire: Wire):
    user = a_user(ADA, PASSWORD)
    wire.sign_in(ADA)
    User.objects.filter(pk=user.pk).update(security_epoch=user.security_epoch + 1)
    assert keys(wire.answer(PASSWORD)) == ["idx.session.expired"]
    assert wire.status == 401
