"""Activation and recovery tokens at ``/interact``: the token of a mailed link, opened at an app."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.domain.lifecycle import Status
from accounts.lifecycle.invitations import reset_password, send_activation
from accounts.models import User
from tests.actors import ANOTHER_PASSWORD, PASSWORD, a_user
from tests.journeys.admin_actions import add, owner
from tests.journeys.apps.app_users import FromAppIdx
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.journeys.mailbox import newest
from tests.journeys.stories import ADA

ACTIVATION, RECOVERY = "activation_token", "recovery_token"
DEAD = {ACTIVATION: "The activation token is invalid", RECOVERY: "The recovery token is invalid"}


def token() -> str:
    """Return the token of the newest mailed link."""
    return newest(ADA).link.rpartition("/")[2]


def invited() -> str:
    add(ADA)
    return token()


def reset() -> str:
    """Let an administrator ask Ada for a new password; return the mailed token."""
    a_user(ADA, PASSWORD)
    user = User.objects.get(login=ADA)
    reset_password(user.pk, actor=owner(), now=timezone.now())
    return token()


def refused(app: RelyingParty, name: str, value: str) -> None:
    answer: Any = app.interact(**{name: value})
    assert answer.status_code == 400
    assert answer.json() == {"error": "invalid_request", "error_description": DEAD[name]}


def test_activation_token_leads_to_a_password_and_tokens():
    driver = FromAppIdx(an_app())
    driver.begin(**{ACTIVATION: invited()})
    assert driver.step == "enroll-password"
    assert driver.document["user"]["value"]["identifier"] == ADA
    driver.choose_password(PASSWORD)
    claims = driver.app.claims(driver.tokens()["id_token"])
    assert (claims["email"], claims["email_verified"]) == (ADA, True)
    assert User.objects.get(login=ADA).status == Status.ACTIVE
    refused(driver.app, ACTIVATION, token())


def test_recovery_token_leads_to_a_new_password():
    driver = FromAppIdx(an_app())
    driver.begin(**{RECOVERY: reset()})
    assert driver.step == "reset-password"
    driver.reset_password(ANOTHER_PASSWORD)
    assert driver.step == "signed-in"
    assert driver.tokens()["id_token"]
    refused(driver.app, RECOVERY, token())


@pytest.mark.parametrize("name", DEAD)
@pytest.mark.parametrize("value", ["x", "a.b.c", f"unknown.0.{'A' * 43}", "x" * 400, "\u00e4"])
def test_token_that_is_no_token_is_an_invalid_request(name: str, value: str):
    refused(an_app(), name, value)


def test_token_for_the_other_purpose_is_invalid():
    refused(an_app(), RECOVERY, invited())


def test_reset_token_activates_nothing():
    refused(an_app(), ACTIVATION, reset())


def test_superseded_token_is_invalid():
    old = invited()
    send_activation(User.objects.get(login=ADA).pk, actor=owner(), now=timezone.now())
    assert old != token()
    refused(an_app(), ACTIVATION, old)


def test_forged_token_is_invalid():
    head, _, mac = invited().rpartition(".")
    refused(an_app(), ACTIVATION, f"{head}.{mac[::-1]}")


def test_expired_token_is_invalid():
    old = invited()
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        refused(an_app(), ACTIVATION, old)


def test_token_of_a_code_mail_is_invalid():
    a_user(ADA, PASSWORD)
    driver = FromAppIdx(an_app())
    driver.begin()
    driver.identify(ADA)
    driver.recover()
    for name in DEAD:
        refused(driver.app, name, newest(ADA).link.rpartition("/")[2] or "none")
