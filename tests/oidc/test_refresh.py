"""Refresh tokens: each is used once, and a used one that comes back ends its whole family."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.models import Event
from oidc.models import RefreshToken
from oidc.tasks import delete_expired
from tests.oidc.parties import an_app, payload
from tests.oidc.test_token import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def given(app, session):
    return app.tokens(session, "openid", "email", "offline_access")


def test_a_refresh_gives_new_tokens_and_a_new_refresh_token(app, given):
    again = app.refresh(given["refresh_token"]).json()
    assert again["refresh_token"] != given["refresh_token"]
    assert again["scope"] == given["scope"]
    assert app.userinfo(again["access_token"]).status_code == 200


def test_the_id_token_of_a_refresh_is_about_the_same_sign_in(app, given):
    before = payload(given["id_token"])
    after = payload(app.refresh(given["refresh_token"]).json()["id_token"])
    same = ("iss", "aud", "sub", "auth_time", "amr", "acr", "sid")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert after["jti"] != before["jti"]
    assert "nonce" not in after


def test_a_used_refresh_token_ends_the_family(app, given):
    again = app.refresh(given["refresh_token"]).json()
    refused(app.refresh(given["refresh_token"]))
    refused(app.refresh(again["refresh_token"]))
    for tokens in (given, again):
        assert app.userinfo(tokens["access_token"]).status_code == 401
    assert Event.objects.filter(type="oauth2.token.reuse").count() == 1


def test_another_client_can_neither_use_it_nor_end_the_family(app, given):
    refused(an_app("other").refresh(given["refresh_token"]))
    assert app.refresh(given["refresh_token"]).status_code == 200


def test_another_issuer_does_not_know_it(app, given):
    app.issuer = "default"
    refused(app.refresh(given["refresh_token"]))


@pytest.mark.parametrize("scope", ["openid groups", "admin"])
def test_the_scope_cannot_grow(app, given, scope):
    refused(app.refresh(given["refresh_token"], scope=scope), "invalid_scope")
    assert app.refresh(given["refresh_token"]).status_code == 200


def test_the_scope_can_shrink_and_grow_back(app, given):
    small = app.refresh(given["refresh_token"], scope="openid").json()
    assert small["scope"] == "openid"
    assert app.refresh(small["refresh_token"]).json()["scope"] == given["scope"]


def test_scope_withdrawn_from_the_client_is_not_granted(app, given):
    app.client.scopes = ["openid", "offline_access"]
    app.client.save()
    raise_version()
    again = app.refresh(given["refresh_token"]).json()
    assert again["scope"] == "openid offline_access"
    assert "email" not in app.userinfo(again["access_token"]).json()
    refused(app.refresh(again["refresh_token"], scope="email"), "invalid_scope")
    assert app.refresh(again["refresh_token"], scope="openid email").json()["scope"] == "openid"


@pytest.mark.parametrize("scope", ["openid made-up", "openid address made-up email"])
def test_scopes_that_were_ignored_at_first_are_ignored_again(app, given, scope):
    """Clients ask for the same scopes at every refresh."""
    answer = app.refresh(given["refresh_token"], scope=scope)
    assert answer.status_code == 200, answer.content
    assert set(answer.json()["scope"].split()) == set(scope.split()) & {"openid", "email"}


def test_seven_days_without_use_end_it(app, given, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    refused(app.refresh(given["refresh_token"]))


def test_thirty_days_end_the_family_however_often_it_was_used(app, given, time_machine):
    begun, token = timezone.now(), given["refresh_token"]
    for days in (6, 12, 18, 24, 29):
        time_machine.move_to(begun + timedelta(days=days), tick=False)
        token = app.refresh(token).json()["refresh_token"]
    time_machine.move_to(begun + timedelta(days=30, minutes=1), tick=False)
    refused(app.refresh(token))


@pytest.mark.parametrize("token", ["x", "", "é", "a" * 2000])
def test_missing_or_unknown_token_is_refused(app, token):
    refused(app.refresh(token), "invalid_grant" if token else "invalid_request")


def test_a_used_one_is_still_recognised_after_the_purge(app, given, time_machine):
    again = app.refresh(given["refresh_token"]).json()
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)
    delete_expired(timezone.now())
    refused(app.refresh(given["refresh_token"]))
    refused(app.refresh(again["refresh_token"]))


def test_everything_is_purged_when_the_family_is_over(app, given, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=40), tick=False)
    delete_expired(timezone.now())
    assert not RefreshToken.objects.exists()
    assert not app.client.sessions.exists()
    assert not app.client.grants.exists()
