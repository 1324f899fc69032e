"""Ending a session for security ends what apps were granted in it; signing out here does not."""

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.lifecycle import support
from accounts.lifecycle.administrator_actions import end_sessions
from accounts.models import Event, Session
from accounts.sessions import lifetime
from accounts.sessions.queries import handle_of
from flows import authorization_result
from flows.authorization_result import from_session
from oidc.grants import AlreadyRedeemed, IssuedTokens, grant_for, save_first, save_grant
from oidc.models import Grant
from tests.actors import a_user
from tests.dashboard.users import come_in
from tests.journeys.admin_actions import owner
from tests.oidc.parties import a_session
from tests.visitor import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

SCOPES = ("openid", "offline_access")


@pytest.fixture
def stolen(user):
    """A session of the user in the hands of a thief."""
    return a_session(user)


@pytest.fixture
def tokens(app, stolen):
    """Tokens that the thief got in the stolen session."""
    return app.tokens(stolen, *SCOPES)


def is_over(app, tokens):
    """Whether neither token opens anything."""
    refused = app.refresh(tokens["refresh_token"]).status_code == 400
    return refused and app.userinfo(tokens["access_token"]).status_code == 401


def test_tokens_of_another_browser_end_with_all_others(user, app, tokens):
    visitor = come_in(user)
    visitor.post("", "/me/sessions/end-others")
    assert is_over(app, tokens)
    assert visitor.http.get("/me/").status_code == 200


def test_tokens_of_an_ended_session_end_with_all_others(user, app, stolen, tokens):
    lifetime.sign_out(stolen, timezone.now())
    assert not Session.objects.exists()
    assert app.userinfo(tokens["access_token"]).status_code == 200
    come_in(user).post("", "/me/sessions/end-others")
    assert is_over(app, tokens)


def test_tokens_of_a_copied_cookie_end_with_all_others(user, app):
    visitor = come_in(user)
    row = Session.objects.get()
    copy = Visitor().http
    copy.cookies[settings.SESSION_COOKIE_NAME] = visitor.http.cookies[settings.SESSION_COOKIE_NAME].value
    assert copy.get("/me/").status_code == 200
    tokens = app.tokens(row, *SCOPES)
    visitor.post("", "/me/sessions/end-others")
    assert is_over(app, tokens)
    assert copy.get("/me/").status_code != 200
    assert visitor.http.get("/me/").status_code == 200
    assert Session.objects.get().sid == row.sid


def test_tokens_of_one_session_end_with_it(user, app, stolen, tokens):
    other = app.tokens(a_session(user), *SCOPES)
    come_in(user).post("", f"/me/sessions/end/{handle_of(stolen.key_hash)}")
    assert is_over(app, tokens)
    assert app.refresh(other["refresh_token"]).status_code == 200


def test_tokens_of_a_session_end_when_an_administrator_ends_it(user, app, stolen, tokens):
    assert support.end_session(user.pk, handle_of(stolen.key_hash), actor=owner(), now=timezone.now())
    assert is_over(app, tokens)


def test_tokens_end_when_an_administrator_ends_all_sessions(user, app, tokens):
    end_sessions(user.pk, actor=owner(), now=timezone.now())
    assert is_over(app, tokens)


def test_code_of_a_session_that_was_ended_gives_no_tokens(user, app, stolen):
    code = app.code(stolen, *SCOPES)
    come_in(user).post("", f"/me/sessions/end/{handle_of(stolen.key_hash)}")
    assert app.exchange(code).json()["error"] == "invalid_grant"


def test_grant_saved_after_the_end_of_its_session_is_revoked(user, app, stolen):
    answer = from_session(stolen, app.request(*SCOPES))
    lifetime.end_one(user, handle_of(stolen.key_hash), timezone.now())
    save_grant(grant_for(answer, app.client, "code", timezone.now()), timezone.now())
    assert Grant.objects.get().revoked_at is not None


def test_grant_that_was_rolled_back_has_no_id_of_a_row(user, app, stolen, monkeypatch):
    """Its id may become another grant's, and the refusal of a reused code revokes a grant by its id."""
    monkeypatch.setattr(authorization_result, "claim", lambda transaction_id, now: True)
    grant = grant_for(from_session(stolen, app.request(*SCOPES)), app.client, "code", timezone.now())
    lifetime.end_one(user, handle_of(stolen.key_hash), timezone.now())
    with pytest.raises(AlreadyRedeemed):
        save_first(IssuedTokens(grant, app.client, "access", "openid"), timezone.now())
    assert (grant.pk, Grant.objects.count()) == (None, 0)


def test_grant_saved_after_the_key_was_renewed_is_revoked(user, app, stolen):
    """A copy of the cookie asks while its owner signs out everywhere else: the session goes on, for them."""
    answer = from_session(Session.objects.get(sid=stolen.sid), app.request(*SCOPES))
    lifetime.renew_key(stolen)
    lifetime.end_others(user, stolen.key_hash, timezone.now())
    save_grant(grant_for(answer, app.client, "code", timezone.now()), timezone.now())
    assert Grant.objects.get().revoked_at is not None


def test_many_grants_are_revoked_by_one_statement(user, app, stolen):
    for _ in range(4):
        app.tokens(a_session(user), *SCOPES)
    with CaptureQueriesContext(connection) as seen:
        lifetime.end_others(user, stolen.key_hash, timezone.now())
    changed = [query["sql"] for query in seen if query["sql"].startswith('UPDATE "oidc_grant"')]
    assert (len(changed), Grant.objects.filter(revoked_at=None).count()) == (1, 0)
    assert Event.objects.filter(type="oauth2.token.revoke").count() == 4


def test_tokens_of_another_user_stay(user, app, tokens):
    come_in(a_user("eve@example.com")).post("", "/me/sessions/end-others")
    assert app.refresh(tokens["refresh_token"]).status_code == 200


def test_refresh_token_outlives_signing_out_in_this_browser(app, stolen, tokens):
    lifetime.sign_out(stolen, timezone.now())
    assert app.refresh(tokens["refresh_token"]).status_code == 200
