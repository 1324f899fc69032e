"""Userinfo, introspection and revocation: who may ask about a token, and how."""

import base64
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.oidc.parties import ADA, a_session, an_app, in_group, payload

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def shop(key):
    return an_app(public=False)


@pytest.fixture
def given(shop, session):
    return shop.tokens(session, "openid", "profile", "email", "groups", "offline_access")


def test_userinfo_has_the_claims_of_the_scopes(shop, given, user):
    in_group(user, "Staff")
    response = shop.userinfo(given["access_token"])
    assert response["Cache-Control"] == "no-store"
    assert response.json() == {
        "sub": payload(given["id_token"])["sub"],
        "name": "Ada",
        "given_name": "Ada",
        "preferred_username": ADA,
        "email": ADA,
        "email_verified": True,
        "groups": ["Staff"],
    }


def test_userinfo_accepts_post(shop, given):
    header = {"authorization": f"bearer {given['access_token']}"}
    assert shop.http.post(f"{shop.base}/userinfo", headers=header).status_code == 200


def test_a_token_in_the_address_or_the_body_is_refused(shop, given):
    token = given["access_token"]
    assert shop.http.get(f"{shop.base}/userinfo?access_token={token}").status_code == 400
    assert shop.http.post(f"{shop.base}/userinfo", {"access_token": token}).status_code == 400
    both = shop.http.get(
        f"{shop.base}/userinfo?access_token={token}", headers={"authorization": f"Bearer {token}"}
    )
    assert both.status_code == 400


@pytest.mark.parametrize("name", ["id_token", "refresh_token"])
def test_other_tokens_open_nothing(shop, given, name):
    response = shop.userinfo(given[name])
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith('Bearer error="invalid_token"')


@pytest.mark.parametrize("header", ["", "Basic eDp5", "Bearer", "Bearer ", "Token x"])
def test_without_a_token_there_is_a_plain_challenge(shop, header):
    response = shop.http.get(f"{shop.base}/userinfo", headers={"authorization": header})
    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


def test_a_token_is_over_after_ten_minutes(shop, given, time_machine):
    time_machine.move_to(timezone.now() + timedelta(minutes=10), tick=False)
    assert shop.userinfo(given["access_token"]).status_code == 401


def test_a_token_of_one_issuer_is_not_one_of_the_other(shop, given):
    shop.issuer = "default"
    assert shop.userinfo(given["access_token"]).status_code == 401


def test_a_forged_token_is_refused(shop, given):
    head, body, _ = given["access_token"].split(".")
    assert shop.userinfo(f"{head}.{body}.{'A' * 512}").status_code == 401
    assert shop.userinfo(f"eyJhbGciOiJub25lIn0.{body}.").status_code == 401


def test_client_introspects_its_own_tokens(shop, given, user):
    said = shop.post("introspect", token=given["access_token"]).json()
    assert (said["active"], said["sub"], said["client_id"]) == (True, user.public_id, "shop")
    assert said["exp"] - said["iat"] == 600
    refresh = shop.post("introspect", token=given["refresh_token"]).json()
    assert (refresh["active"], refresh["token_type"]) == (True, "refresh_token")


def test_tokens_of_another_client_are_inactive(shop, given):
    other = an_app("other", public=False)
    assert other.post("introspect", token=given["access_token"]).json() == {"active": False}
    public = an_app("page")
    assert public.post("introspect", token=given["access_token"]).status_code == 401
    shop.secret = ""
    assert shop.post("introspect", token=given["access_token"]).status_code == 401


@pytest.mark.parametrize("token", ["x", "é", "a.b.c"])
def test_an_unknown_token_is_not_active_and_nothing_more(shop, token):
    assert shop.post("introspect", token=token).json() == {"active": False}


def test_a_missing_token_is_a_malformed_request(shop):
    for endpoint in ("introspect", "revoke"):
        assert shop.post(endpoint).json()["error"] == "invalid_request"


def test_revoking_the_refresh_token_ends_everything(shop, given):
    response = shop.post("revoke", token=given["refresh_token"], token_type_hint="refresh_token")
    assert (response.status_code, response.content) == (200, b"")
    assert "json" not in response["Content-Type"]
    assert shop.userinfo(given["access_token"]).status_code == 401
    assert shop.refresh(given["refresh_token"]).status_code == 400


def test_revoking_the_access_token_ends_that_one(shop, given):
    shop.post("revoke", token=given["access_token"])
    assert shop.userinfo(given["access_token"]).status_code == 401
    assert shop.refresh(given["refresh_token"]).status_code == 200


@pytest.mark.parametrize("token", ["x", ""])
def test_another_clients_or_unknown_tokens_are_answered_alike(shop, given, token):
    other = an_app("other", public=False)
    assert other.post("revoke", token=token or given["refresh_token"]).status_code == 200
    assert shop.userinfo(given["access_token"]).status_code == 200


@pytest.mark.parametrize("shown", ["page:", "page"])
def test_a_public_client_revokes_by_basic_without_a_secret(key, user, shown):
    app = an_app("page")
    given = app.tokens(a_session(user), "openid", "offline_access")
    header = base64.b64encode(shown.encode()).decode()
    response = app.http.post(
        f"{app.base}/revoke",
        f"token={given['refresh_token']}",
        content_type=FORM,
        headers={"authorization": f"Basic {header}"},
    )
    assert (response.status_code, response.content) == (200, b"")
    assert app.userinfo(given["access_token"]).status_code == 401


@pytest.mark.parametrize("shown", ["page:", "page", "page:wrong", "other:", "other", ":", ""])
@pytest.mark.parametrize("endpoint", ["token", "revoke", "introspect"])
def test_basic_without_a_secret_identifies_public_clients_only(key, user, endpoint, shown):
    an_app("other", public=False)
    app = an_app("page")
    given = app.tokens(a_session(user), "openid", "offline_access")
    token = given["refresh_token"]
    name = {"token": "grant_type=refresh_token&refresh_token"}.get(endpoint, "token")
    response = app.http.post(
        f"{app.base}/{endpoint}",
        f"{name}={token}",
        content_type=FORM,
        headers={"authorization": f"Basic {base64.b64encode(shown.encode()).decode()}"},
    )
    # Introspection is for clients that keep a secret.
    accepted = shown in ("page:", "page") and endpoint != "introspect"
    assert response.status_code == (200 if accepted else 401), response.content
    if not accepted:
        assert response.json()["error"] == "invalid_client"
        assert response.json()["error_description"]


@pytest.mark.parametrize("more", ["&client_id=other", "&client_secret=x"])
def test_basic_and_the_form_together_are_refused(key, user, more):
    an_app("other", public=False)
    app = an_app("page")
    response = app.http.post(
        f"{app.base}/revoke",
        f"token=x{more}",
        content_type=FORM,
        headers={"authorization": f"Basic {base64.b64encode(b'page').decode()}"},
    )
    assert (response.status_code, response.json()["error"]) == (401, "invalid_client")


def test_basic_without_a_secret_may_repeat_the_id_in_the_form(key, user):
    app = an_app("page")
    given = app.tokens(a_session(user), "openid", "offline_access")
    response = app.http.post(
        f"{app.base}/revoke",
        f"token={given['refresh_token']}&client_id=page",
        content_type=FORM,
        headers={"authorization": f"Basic {base64.b64encode(b'page').decode()}"},
    )
    assert response.status_code == 200
