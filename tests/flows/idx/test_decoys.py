"""Under enumeration prevention an answer is the same for known and unknown users."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.actors import PASSWORD, a_user, hide_who_exists, profile, sign_up_policy
from tests.flows.idx.document_shape import Json, form, id_of, options_of, steady
from tests.flows.idx.rules import give_app, give_passkey, give_recovery_codes
from tests.flows.idx.wire import Wire

pytestmark = pytest.mark.django_db

TYPED = "Ada.Okafor@Example.com"
HANDLE = "h" * 43


@pytest.fixture(autouse=True)
def _hidden() -> Iterator[None]:
    sign_up_policy()
    hide_who_exists()
    with time_machine.travel(timezone.now(), tick=False):  # some sentences count seconds
        yield


def seen(wire: Wire, document: Json) -> tuple[int, Any]:
    """Return everything that a client receives, without what is new in each attempt."""
    text = str(steady(document)).replace(wire.handle, HANDLE)
    return wire.status, text.replace(document.get("expiresAt", "-"), "-")


def sign_in() -> list[tuple[int, Any]]:
    wire = Wire()
    return [seen(wire, wire.sign_in(TYPED)), seen(wire, wire.answer("wrong"))]


def recover() -> list[tuple[int, Any]]:
    wire = Wire()
    wire.sign_in(TYPED)
    recovering = seen(wire, wire.post("/idp/idx/recover"))
    return [
        recovering,
        seen(wire, wire.answer("000000")),
        seen(wire, wire.post("/idp/idx/challenge/resend")),
    ]


def recover_at_once() -> list[tuple[int, Any]]:
    wire = Wire()
    wire.begin("RECOVER")
    return [seen(wire, wire.post("/idp/idx/identify", {"identifier": TYPED}))]


def sign_up() -> list[tuple[int, Any]]:
    wire = Wire()
    wire.begin("ENROLL")
    entered = seen(wire, wire.post("/idp/idx/enroll/new", profile(TYPED)))
    return [
        entered,
        seen(wire, wire.answer("000000")),
        seen(wire, wire.post("/idp/idx/challenge/poll")),
    ]


def sign_in_by_mail() -> list[tuple[int, Any]]:
    wire = Wire()
    wire.sign_in(TYPED)
    chosen = seen(wire, wire.choose("select-authenticator-authenticate", "okta_email"))
    return [chosen, seen(wire, wire.answer("000000")), seen(wire, wire.send_form("resend"))]


def unlock() -> list[tuple[int, Any]]:
    wire = Wire()
    wire.begin()
    shown = seen(wire, wire.send_form("unlock-account"))
    named = seen(wire, wire.send_form("select-authenticator-unlock-account", {"identifier": TYPED}))
    return [shown, named, seen(wire, wire.answer("000000"))]


WAYS = [sign_in, sign_in_by_mail, recover, recover_at_once, unlock, sign_up]


@pytest.mark.parametrize("way", WAYS)
def test_nothing_tells_whether_an_account_exists(way: Any):
    without = way()
    a_user(TYPED.lower(), PASSWORD)
    assert way() == without


@pytest.mark.parametrize("way", [sign_in, sign_in_by_mail, recover, unlock])
def test_decoy_does_not_reveal_enrolled_authenticators(way: Any):
    without = way()
    user = a_user(TYPED.lower(), PASSWORD)
    give_app(user)
    give_passkey(user)
    give_recovery_codes(user)
    assert way() == without


def test_first_page_offers_the_same_to_known_and_unknown_users():
    wire = Wire()
    wire.sign_in(TYPED)
    offered = options_of(form(wire.document, "select-authenticator-authenticate"))
    assert (wire.current["key"], [id_of(one) for one in offered]) == ("okta_password", ["aut-email"])


def test_the_comparison_would_see_a_difference():
    wire = Wire()
    assert seen(wire, wire.sign_in("bo@example.com")) != seen(wire, wire.sign_in("mia@example.com"))
