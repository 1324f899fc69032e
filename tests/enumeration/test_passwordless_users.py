"""Invited and passwordless users are as invisible as unknown ones."""

from datetime import UTC, datetime

import pytest
import time_machine

from accounts import configuration_cache
from accounts.domain.lifecycle import Status
from accounts.models import Origin, Session, User
from tests.actors import PASSWORD, a_user, hide_who_exists, newest_code, sign_up_policy
from tests.enumeration.indistinguishability import count_hashes, differences, journey
from tests.visitor import Visitor

pytestmark = pytest.mark.django_db
INVITED, BARE, NOBODY = "ada@example.com", "bob@example.com", "eve@example.com"


@pytest.fixture
def hashes(monkeypatch):
    return count_hashes(monkeypatch)


@pytest.fixture(autouse=True)
def _people(monkeypatch):
    a_user(INVITED, status=Status.PROVISIONED, email_verified=False)
    a_user(BARE)
    monkeypatch.setattr(configuration_cache, "FRESH_FOR_SECONDS", float("inf"))
    with time_machine.travel(datetime(2027, 3, 4, 5, 6, tzinfo=UTC), tick=False):
        yield


def warm():
    configuration_cache.forget()
    for path in ("/signup", "/signin", "/recover"):
        Visitor().get(path)


def assert_alike(first, *others):
    for other in others:
        for one, two in zip(first, other, strict=True):
            assert one == two, differences(one.body, two.body)


def sign_in(address, hashes):
    local, _, domain = address.partition("@")
    visits = [
        lambda visitor: visitor.post("identify", "/signin", identifier=address),
        lambda visitor: visitor.get(),
        lambda visitor: visitor.post("challenge-authenticator", credentials__passcode="000000"),
    ]
    return journey(visits, hashes, address, f"{local[0]}•••{local[-1]}@{domain}")


@pytest.mark.parametrize("password_page", ["later", "none"])
def test_sign_in_looks_the_same_for_unknown_and_passwordless_users(password_page, hashes):
    sign_up_policy(password_page=password_page)
    hide_who_exists()
    warm()
    nobody = sign_in(NOBODY, hashes)
    assert_alike(nobody, sign_in(INVITED, hashes), sign_in(BARE, hashes))


@pytest.mark.parametrize("password_page", ["later", "none"])
def test_unknown_and_passwordless_users_are_alike_with_closed_sign_up(password_page, hashes):
    sign_up_policy(password_page=password_page, sign_up_allowed=False)
    warm()
    nobody = sign_in(NOBODY, hashes)
    assert_alike(nobody, sign_in(INVITED, hashes), sign_in(BARE, hashes))


def test_mailed_code_never_opens_a_strangers_unverified_account():
    a_user(NOBODY, PASSWORD, origin=Origin.SELF_SERVICE, email_verified=False)
    sign_up_policy(password_page="none")
    hide_who_exists()
    warm()
    visitor = Visitor()
    visitor.post("identify", "/signin", identifier=NOBODY)
    # With a password, the password is prompted for; email is an alternative that proves nothing more.
    visitor.post("select-authenticator-authenticate", authenticator__id="email")
    visitor.post("challenge-authenticator", credentials__passcode=newest_code(NOBODY))
    assert Session.objects.count() == 0
    assert not User.objects.get(login=NOBODY).email_verified
