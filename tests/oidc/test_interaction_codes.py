"""Codes that an app earned on pages of its own give the same tokens under the same checks."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.identities import hash_secret, new_public_id, new_secret
from flows.domain.requests import stored_request
from flows.models import Transaction
from oidc.models import AccessToken, Grant
from tests.oidc.parties import CALLBACK, NONCE, VERIFIER, an_app, payload
from tests.oidc.test_token import refused

pytestmark = pytest.mark.django_db
GRANTS = ["interaction_code", "authorization_code", "refresh_token"]


@pytest.fixture
def app(key):
    return an_app(grant_types=GRANTS)


def earned(app, session, *scopes, **changes):
    """Finish an attempt of this app for a session, and return its code."""
    code, now = new_secret(), timezone.now()
    row = {
        "id": new_public_id(),
        "front_end": "idx",
        "secret_hash": hash_secret("x"),
        "intent": "sign_in",
        "created_at": now,
        "expires_at": now + timedelta(hours=1),
        "finished_at": now,
        "user": session.user,
        "new_user_id": new_public_id(),
        "application": "shop",
        "request": stored_request(app.request(*scopes)),
        "earned_sid": session.sid,
        "code_hash": hash_secret(code),
    }
    Transaction.objects.create(**{**row, **changes})
    return code


def exchange(app, code, **changes):
    form = {"grant_type": "interaction_code", "interaction_code": code, "redirect_uri": CALLBACK}
    return app.post("token", **{**form, "code_verifier": VERIFIER, **changes})


def test_an_interaction_code_gives_the_same_tokens(app, session, user):
    given = exchange(app, earned(app, session, "openid", "email", "offline_access")).json()
    said = payload(given["id_token"])
    assert (said["sub"], said["nonce"], said["amr"]) == (user.public_id, NONCE, ["pwd"])
    assert app.userinfo(given["access_token"]).json()["email_verified"] is True
    assert app.refresh(given["refresh_token"]).status_code == 200


def test_an_interaction_code_without_redirect_uri_gives_tokens(app, session):
    given = exchange(app, earned(app, session, "openid", "offline_access"), redirect_uri=None)
    assert given.status_code == 200, given.content
    assert "id_token" in given.json()


@pytest.mark.parametrize("wrong", ["https://evil.example/", CALLBACK + "/"])
def test_an_interaction_code_with_a_wrong_redirect_uri_is_refused(app, session, wrong):
    code = earned(app, session)
    refused(exchange(app, code, redirect_uri=wrong))
    assert exchange(app, code, redirect_uri=None).status_code == 200


def test_an_authorization_code_without_redirect_uri_is_refused(app, session):
    refused(app.exchange(app.code(session), redirect_uri=None), "invalid_request")


def test_one_shown_twice_ends_everything_that_it_gave(app, session):
    code = earned(app, session)
    given = exchange(app, code).json()
    refused(exchange(app, code))
    assert app.userinfo(given["access_token"]).status_code == 401


def test_it_is_good_for_a_minute(app, session, time_machine):
    code = earned(app, session)
    time_machine.move_to(timezone.now() + timedelta(seconds=61), tick=False)
    refused(exchange(app, code))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_verifier": VERIFIER + "x"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"redirect_uri": "https://evil.example/"}, "invalid_grant"),
        ({"interaction_code": None}, "invalid_request"),
        ({"interaction_code": "another"}, "invalid_grant"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
    ],
)
def test_a_wrong_request_gets_nothing_and_spends_nothing(app, session, changes, error):
    code = earned(app, session)
    refused(exchange(app, code, **changes), error)
    assert not AccessToken.objects.exists()
    assert not Grant.objects.exists()
    assert exchange(app, code).status_code == 200


def test_it_is_no_authorization_code(app, session):
    refused(app.exchange(earned(app, session)))


def test_a_client_that_is_not_registered_for_it_gets_nothing(key, session):
    app = an_app()
    refused(exchange(app, earned(app, session)), "unauthorized_client")


def test_another_client_or_issuer_gets_nothing(app, session):
    code, other = earned(app, session), an_app("other", grant_types=GRANTS)
    refused(exchange(other, code))
    app.issuer = "default"
    refused(exchange(app, code))
    app.issuer = ""
    assert exchange(app, code).status_code == 200


def test_a_session_that_is_over_gives_nothing(app, session):
    code = earned(app, session)
    session.delete()
    refused(exchange(app, code))
