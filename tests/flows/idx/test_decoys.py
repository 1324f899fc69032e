"""Under enumeration prevention an answer is the same whether or not somebody is there."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.actors import PASSWORD, a_person, hide_who_exists, profile, sign_up_policy
from tests.flows.idx.shape import Json, steady
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


def told(wire: Wire, document: Json) -> tuple[int, Any]:
    """Return all that a client is told, but for what is new in each attempt."""
    text = str(steady(document)).replace(wire.handle, HANDLE)
    return wire.status, text.replace(document.get("expiresAt", "-"), "-")


def sign_in() -> list[tuple[int, Any]]:
    wire = Wire()
    return [told(wire, wire.sign_in(TYPED)), told(wire, wire.answer("wrong"))]


def recover() -> list[tuple[int, Any]]:
    wire = Wire()
    wire.sign_in(TYPED)
    recovering = told(wire, wire.post("/idp/idx/recover"))
    return [recovering, told(wire, wire.answer("000000")), told(wire, wire.post("/idp/idx/challenge/resend"))]


def recover_at_once() -> list[tuple[int, Any]]:
    wire = Wire()
    wire.begin("RECOVER")
    return [told(wire, wire.post("/idp/idx/identify", {"identifier": TYPED}))]


def sign_up() -> list[tuple[int, Any]]:
    wire = Wire()
    wire.begin("ENROLL")
    entered = told(wire, wire.post("/idp/idx/enroll/new", profile(TYPED)))
    return [entered, told(wire, wire.answer("000000")), told(wire, wire.post("/idp/idx/challenge/poll"))]


@pytest.mark.parametrize("way", [sign_in, recover, recover_at_once, sign_up])
def test_nothing_tells_whether_an_account_exists(way: Any):
    without = way()
    a_person(TYPED.lower(), PASSWORD)
    assert way() == without


def test_the_comparison_would_see_a_difference():
    wire = Wire()
    assert told(wire, wire.sign_in("bo@example.com")) != told(wire, wire.sign_in("mia@example.com"))
