"""Keys, texts and statuses of the protocol's reference (its §13 and the limits SU-36, SU-38, SU-40)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from policies.models import AccountProtection
from tests.actors import PASSWORD, a_user, newest_code, profile, sign_up_policy
from tests.flows.idx.document_shape import field, form, keys
from tests.flows.idx.wire import INTROSPECT, Wire

pytestmark = pytest.mark.django_db

ADA = "ada.okafor@example.com"
POLL = "/idp/idx/challenge/poll"


@pytest.fixture
def wire() -> Wire:
    sign_up_policy()
    return Wire()


def wrong_codes(right: str, count: int) -> list[str]:
    return [f"{(int(right) + number) % 1_000_000:06d}" for number in range(1, count + 1)]


@pytest.mark.parametrize("typed", ["ada", " Ada Okafor ", "o'neill", "ädä", "x" * 99])
def test_username_without_at_sign_is_an_unknown_user(wire: Wire, typed: str):
    document = wire.sign_in(typed)
    (said,) = document["messages"]["value"]
    assert (wire.status, said["class"]) == (400, "INFO")
    assert said["i18n"] == {"key": "idx.unknown.user", "params": [typed.strip()]}
    assert said["message"] == f"There is no account with the Username {typed.strip()}."


def test_recovery_of_a_username_without_at_sign_is_an_unknown_user(wire: Wire):
    wire.begin("RECOVER")
    assert keys(wire.post("/idp/idx/identify", {"identifier": "ada"})) == ["idx.unknown.user"]


@pytest.mark.parametrize("typed", ["ada@", "@example.com", "a@b@c.example", "a\0da", "x" * 300])
def test_other_faults_of_a_username_are_at_its_field(wire: Wire, typed: str):
    refused = form(wire.sign_in(typed), "identify")
    assert len(keys(field(refused["value"], "identifier"))) == 1


def test_wrong_password_where_users_are_hidden_names_no_password(wire: Wire):
    AccountProtection.objects.update(hide_at_sign_in=True)
    a_user(ADA, PASSWORD)
    said = []
    for address in (ADA, "nobody@example.com"):
        wire.sign_in(address)
        said.append((keys(wire.answer("wrong")), wire.status))
    assert said == [(["errors.E0000004"], 401)] * 2
    assert wire.document["messages"]["value"][0]["message"] == "Authentication failed"


@pytest.mark.parametrize("count", [5, 6])
def test_fifth_wrong_code_is_too_many_requests(wire: Wire, count: int):
    wire.begin("ENROLL")
    wire.post("/idp/idx/enroll/new", profile(ADA))
    *before, last = wrong_codes(newest_code(ADA), count)
    for code in before:
        refused = wire.answer(code)
    if count == 5:
        fields = form(refused, "enroll-authenticator")["value"]
        assert keys(field(fields, "credentials.passcode")) == ["api.authn.error.PASSCODE_INVALID"]
    assert keys(wire.answer(last)) == ["tooManyRequests"]
    # No wait helps: another code has to be asked for.
    assert (wire.status, "Retry-After" in wire.response) == (429, False)
    assert wire.document["messages"]["value"][0]["message"] == "Too many attempts. Try again later."
    wire.answer(newest_code(ADA))
    assert wire.status == 429


@pytest.mark.parametrize("path", [INTROSPECT, POLL])
def test_eleventh_look_at_a_transaction_within_five_seconds_waits(wire: Wire, path: str):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        wire.begin()
        for _ in range(10):
            wire.post(path)
            assert wire.status == 200
        assert keys(wire.post(path)) == ["tooManyRequests"]
        assert wire.status == 429
        wait = int(wire.response["Retry-After"])
        assert 0 < wait <= 6
        other = Wire()
        other.begin()
        other.post(path)
        assert other.status == 200
        clock.shift(timedelta(seconds=wait))
        wire.post(path)
        assert wire.status == 200
