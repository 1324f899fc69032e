"""With a hundred thousand of everything: what people set up, prove and put off is found by an index."""

import pytest
from django.utils import timezone

from accounts.selectors.enrollments import enrolled, passkeys_by_handle
from accounts.services import devices, lockout
from accounts.services.lockout import Purse
from policies.domain.password import PasswordOutcome
from policies.models import SessionOutcome
from tests.actors import PASSWORD, a_person, newest_code
from tests.methods import (
    a_passkey,
    an_access_code,
    an_app,
    ask_two_factors,
    at_the_door,
    fields,
    some_codes,
)
from tests.plans.test_plans import ADA, _crowd, _everybody_is_here, assert_no_table_is_read_whole
from tests.visitor import Visitor, recorded

__all__ = ["_crowd", "_everybody_is_here"]

pytestmark = [pytest.mark.django_db, pytest.mark.postgres(only=True)]
AUTOFILL = "challenge-webauthn-autofillui-authenticator"


@pytest.fixture
def ada():
    return a_person(ADA, PASSWORD)


def test_a_sign_in_with_a_second_factor_in_a_browser_that_policies_look_at(ada):
    app, codes = an_app(ada), some_codes(ada)
    an_access_code(ada)
    SessionOutcome.objects.update(further_factor=True, prompt="new_device")
    ask_two_factors()
    with recorded() as statements:
        for way, typed in (("totp", app.code()), ("recovery_code", codes[0])):
            visitor = Visitor()
            visitor.post("identify", "/signin", identifier=ADA)
            visitor.post("challenge-authenticator", credentials__passcode=PASSWORD)
            visitor.post("select-authenticator-authenticate", authenticator__id=way)
            visitor.post("challenge-authenticator", credentials__passcode=typed)
            assert visitor.get().status_code == 200, way
        for path in ("/me/", "/me/security", "/me/sessions"):
            assert visitor.get(path).status_code == 200
        visitor.post("", "/me/not-now")
    # Two mails about one event are one: looked for among those to one address.
    assert_no_table_is_read_whole([one for one in statements if '"to" = ' not in one.sql])


def test_a_passkey_at_the_front_door_with_its_id_and_without(ada):
    device = a_passkey(ada)
    answer = at_the_door(device)["credentials"]
    visitor = Visitor()
    with recorded() as statements:
        visitor.post(AUTOFILL, "/signin", **fields(answer))
        assert visitor.get().status_code == 200
        assert passkeys_by_handle(ada.public_id) is not None
        enrolled(ada.pk)
    assert_no_table_is_read_whole([one for one in statements if '"to" = ' not in one.sql])


def test_an_unlocking(ada):
    for _ in range(10):
        lockout.count_attempt(Purse(ADA), PasswordOutcome().lockout, timezone.now())
    visitor = Visitor()
    with recorded() as statements:
        visitor.post("unlock-account", "/unlock", identifier=ADA)
        code = newest_code(ADA)
        visitor.post("challenge-authenticator", credentials__passcode=code)
        assert visitor.get().status_code == 200
    assert_no_table_is_read_whole([one for one in statements if '"to" = ' not in one.sql])


def test_what_is_asked_about_locks_and_devices(ada):
    now = timezone.now()
    with recorded() as statements:
        lockout.lock_state([ADA, "nobody@example.com"], now)
        devices.recall(ada.pk, ada.security_epoch, "laptop", now)
        devices.devices_of(ada, now)
    assert_no_table_is_read_whole(statements)
