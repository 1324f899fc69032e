"""The token endpoint: contents of tokens, and every reason for which a code gives none."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.credentials import throttle
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import Status
from accounts.models import Event
from oidc.models import AccessToken, Client, ClientSession, Grant, RefreshToken
from oidc.protocol.tokens import at_hash
from oidc.signing_keys import signing_key_set
from policies.models import AuthenticationOutcome
from tests.oidc.parties import (
    CALLBACK,
    NONCE,
    VERIFIER,
    a_session,
    an_app,
    in_group,
    payload,
)
from tests.oidc.parties import header as header_of

pytestmark = pytest.mark.django_db
ALL = ("openid", "profile", "email", "groups", "offline_access")


def refused(response, error="invalid_grant", status=400):
    assert response.status_code == status, response.content
    said = response.json()
    assert (said["error"], bool(said["error_description"])) == (error, True)
    assert response["Cache-Control"] == "no-store"
    return said["error_description"]


def test_code_gives_tokens_that_may_not_be_stored(app, session):
    response = app.exchange(app.code(session))
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    assert (response["Cache-Control"], response["Pragma"]) == ("no-store", "no-cache")
    given = response.json()
    assert (given["token_type"], given["expires_in"], given["scope"]) == ("Bearer", 600, "openid")
    assert set(given) == {"token_type", "expires_in", "scope", "access_token", "id_token"}
    assert not response.cookies


@pytest.mark.parametrize("issuer", ["", "default"])
def test_both_tokens_are_signed_by_a_published_key_for_the_issuer(key, session, user, issuer):
    app = an_app(issuer=issuer)
    given = app.tokens(session)
    iss = f"{settings.PUBLIC_URL}/oauth2/default" if issuer else settings.PUBLIC_URL
    for name, type, audience in (("access_token", "at+jwt", iss), ("id_token", "JWT", "shop")):
        assert header_of(given[name]) == {"alg": "RS256", "kid": key.kid, "typ": type}
        said = signing_key_set().read(given[name], type)
        assert (said["iss"], said["aud"], said["sub"]) == (iss, audience, user.public_id)
    keys = app.http.get(f"{app.base}/keys").json()["keys"]
    assert [one["kid"] for one in keys] == [key.kid]


def test_access_token_holds_scopes_and_no_user_claims(app, session):
    said = payload(app.tokens(session, "openid", "email")["access_token"])
    assert said["exp"] - said["iat"] == 600
    assert (said["cid"], said["client_id"], said["scope"], said["scp"]) == (
        "shop",
        "shop",
        "openid email",
        ["openid", "email"],
    )
    assert set(said) == {"iss", "aud", "sub", "exp", "iat", "jti", "cid", "client_id", "scope", "scp"}


def test_id_token_describes_the_sign_in(app, session, user):
    in_group(user, "Staff")
    given = app.tokens(session, *ALL)
    said = payload(given["id_token"])
    assert said["exp"] - said["iat"] == 300
    assert (said["nonce"], said["at_hash"]) == (NONCE, at_hash(given["access_token"]))
    assert (said["amr"], said["acr"], said["ver"]) == (["pwd"], "urn:okta:loa:1fa:any", 1)
    assert said["sid"] == session.sid
    assert said["auth_time"] < said["iat"]
    assert (said["email"], said["email_verified"], said["groups"]) == ("ada@example.com", True, ["Staff"])
    assert (said["name"], said["preferred_username"]) == ("Ada", "ada@example.com")


def test_app_gets_no_claims_beyond_its_scopes(app, session):
    said = payload(app.tokens(session)["id_token"])
    assert not {"name", "email", "groups", "preferred_username"} & set(said)


def test_userinfo_for_openid_alone_is_the_subject(app, session, user):
    """ASVS 5.0 10.3.2: what the other scopes would tell is left out."""
    assert app.userinfo(app.tokens(session)["access_token"]).json() == {"sub": user.public_id}


def test_unproved_address_has_email_verified_false(session, user, app):
    user.email_verified = False
    user.save()
    app.client.application.verified_addresses_only = False
    app.client.application.save()
    raise_version()
    assert payload(app.tokens(session, "openid", "email")["id_token"])["email_verified"] is False


def test_without_openid_there_is_no_id_token(app, session):
    given = app.tokens(session, "email")
    assert "id_token" not in given
    assert app.userinfo(given["access_token"]).status_code == 403


def test_a_refresh_token_is_given_for_offline_access_alone(app, session):
    assert "refresh_token" not in app.tokens(session, "openid")
    assert "refresh_token" in app.tokens(session, "openid", "offline_access")


def test_a_client_that_is_not_registered_for_it_gets_no_refresh_token(key, session):
    app = an_app(grant_types=["authorization_code"])
    assert "refresh_token" not in app.tokens(session, "openid", "offline_access")


def test_no_row_holds_a_code_or_a_token(app, session):
    code = app.code(session, *ALL)
    given = app.exchange(code).json()
    kept = [str(row) for table in (Grant, AccessToken, RefreshToken) for row in table.objects.values()]
    secrets = (code, given["access_token"], given["id_token"], given["refresh_token"])
    assert not [secret for secret in secrets if secret in "".join(kept)]


def test_the_app_is_noted_for_the_end_of_the_session_and_the_event_written(app, session, user):
    app.tokens(session)
    app.tokens(session)
    noted = ClientSession.objects.get()
    assert (noted.sid, noted.user, noted.client) == (session.sid, user, app.client)
    events = Event.objects.filter(type="oauth2.token.grant")
    assert [(one.outcome, one.user_id) for one in events] == [("success", user.public_id)] * 2


# What is wrong with the request


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": "another"}, "invalid_grant"),
        ({"code": None}, "invalid_request"),
        ({"code_verifier": VERIFIER + "x"}, "invalid_grant"),
        ({"code_verifier": None}, "invalid_request"),
        ({"redirect_uri": CALLBACK + "/"}, "invalid_grant"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"grant_type": None}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code"}, "unsupported_grant_type"),
        ({"grant_type": "interaction_code", "interaction_code": "x"}, "unauthorized_client"),
        ({"code_verifier": [VERIFIER, VERIFIER]}, "invalid_request"),
        ({"client_id": ["shop", "shop"]}, "invalid_request"),
        ({"redirect_uri": [CALLBACK, CALLBACK]}, "invalid_request"),
        ({"redirect_uri": "x" * 2001}, "invalid_request"),
        ({"code": "nul\0"}, "invalid_request"),
    ],
)
def test_a_wrong_request_gets_nothing_and_spends_nothing(app, session, changes, error):
    code = app.code(session)
    refused(app.exchange(changes.pop("code", code), **changes), error)
    assert not AccessToken.objects.exists()
    assert app.exchange(code).status_code == 200


def test_wrong_verifier_is_reported(app, session):
    description = refused(app.exchange(app.code(session), code_verifier="w" * 43))
    assert description == "PKCE verification failed."


def test_a_parameter_in_the_address_is_refused(app, session):
    response = app.http.post(f"{app.base}/token?code={app.code(session)}")
    refused(response, "invalid_request")


@pytest.mark.parametrize("type", ["application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_only_forms_are_read(app, type):
    refused(app.http.post(f"{app.base}/token", b"{}", content_type=type), "invalid_request")


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head"])
def test_the_endpoint_takes_posts_alone(app, method):
    assert getattr(app.http, method)(f"{app.base}/token").status_code == 405


def test_attributes_of_the_librarys_request_cannot_be_posted(app, session):
    code = app.code(session)
    response = app.exchange(code, user="1", client="x", scopes="admin", extra_credentials="x", state="s")
    assert set(response.json()) == {"access_token", "expires_in", "token_type", "scope", "id_token"}


def test_the_scope_cannot_grow_at_the_token_endpoint(app, session):
    given = app.exchange(app.code(session), scope="openid email groups").json()
    assert given["scope"] == "openid"


# Who asks


def test_a_code_of_another_client_is_refused_and_stays_good(app, session):
    other, code = an_app("other"), app.code(session)
    refused(other.exchange(code))
    assert app.exchange(code).status_code == 200


def test_a_code_of_another_issuer_is_refused(app, session):
    code = app.code(session)
    app.issuer = "default"
    refused(app.exchange(code))


@pytest.mark.parametrize("secret", ["", "wrong", "' OR 1=1"])
def test_a_confidential_client_without_its_secret_is_refused(key, session, secret):
    app = an_app(public=False)
    code, right = app.code(session), app.secret
    app.secret = secret
    refused(app.exchange(code), "invalid_client", 401)
    app.secret = right
    assert app.exchange(code).status_code == 200


def test_a_client_that_failed_by_header_is_answered_in_kind(key, session):
    app = an_app(public=False)
    app.secret = ""
    response = app.http.post(
        f"{app.base}/token",
        "grant_type=refresh_token&refresh_token=x",
        content_type="application/x-www-form-urlencoded",
        headers={"authorization": "Basic c2hvcDp3cm9uZw=="},
    )
    refused(response, "invalid_client", 401)
    assert response["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("client_id", ["nobody", "", "dashboard", "shop'--"])
def test_an_unknown_client_is_refused(app, session, client_id):
    refused(app.exchange(app.code(session), client_id=client_id), "invalid_client", 401)


def test_many_wrong_secrets_from_one_address_are_slowed_down(key):
    app = an_app(public=False)
    app.secret = "wrong"
    statuses = [app.exchange("x").status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2


@pytest.mark.parametrize("endpoint", ["token", "revoke"])
@pytest.mark.parametrize(("public", "counted_by"), [(True, ""), (False, "shop")])
def test_public_client_id_does_not_use_up_attempts_of_others(key, monkeypatch, endpoint, public, counted_by):
    """A name is no proof: strangers are counted by their network. A secret is."""
    counted = []
    monkeypatch.setattr(throttle, "allow", lambda *tried: counted.append(tried) or True)
    an_app(public=public).post(endpoint)
    assert counted == [(throttle.Kind.TOKEN, "198.51.100.9", counted_by)]


# When it is too late


def test_a_code_is_good_for_a_minute(app, session, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    code = app.code(session)
    time_machine.shift(timedelta(seconds=60))
    refused(app.exchange(code))


def test_a_code_shown_twice_ends_everything_that_it_gave(app, session):
    code = app.code(session, "openid", "offline_access")
    given = app.exchange(code).json()
    refused(app.exchange(code))
    assert app.userinfo(given["access_token"]).status_code == 401
    refused(app.refresh(given["refresh_token"]))
    assert Event.objects.filter(type="oauth2.token.reuse").count() == 1


def switch_off(app, user):
    app.client.application.active = False
    app.client.application.save()


def suspend(app, user):
    user.status = Status.SUSPENDED
    user.save()


def end_everything(app, user):
    user.security_epoch += 1
    user.save()


def take_away(app, user):
    app.client.application.everyone = False
    app.client.application.save()


def unprove(app, user):
    user.email_verified = False
    user.save()


def ask_for_two_factors(app, user):
    AuthenticationOutcome.objects.update(factors=2)


def deny(app, user):
    AuthenticationOutcome.objects.update(allowed=False)


LOSSES = [suspend, end_everything, take_away, unprove, ask_for_two_factors, deny]


@pytest.mark.parametrize("lose", LOSSES)
def test_unassigned_user_is_refused_at_every_endpoint(key, session, user, lose):
    app = an_app(public=False)
    given, code = app.tokens(session, *ALL), app.code(session, *ALL)
    lose(app, user)
    raise_version()
    refused(app.exchange(code))
    refused(app.refresh(given["refresh_token"]))
    assert app.userinfo(given["access_token"]).status_code == 401
    for token in (given["access_token"], given["refresh_token"]):
        assert app.post("introspect", token=token).json() == {"active": False}


def test_disabled_app_is_an_invalid_client(key, session, user):
    app = an_app(public=False)
    given = app.tokens(session, *ALL)
    switch_off(app, user)
    raise_version()
    refused(app.refresh(given["refresh_token"]), "invalid_client", 401)
    assert app.userinfo(given["access_token"]).status_code == 401


def test_two_factors_are_in_amr(app, user):
    session = a_session(user, Authenticator.PASSWORD, Authenticator.TOTP)
    said = payload(app.tokens(session)["id_token"])
    assert (said["amr"], said["acr"]) == (["pwd", "otp", "mfa"], "urn:okta:loa:2fa:any")


def test_user_verification_of_a_passkey_is_in_amr(app, user):
    session = a_session(user, Authenticator.PASSKEY, user_verified=True)
    said = payload(app.tokens(session)["id_token"])
    assert (said["amr"], said["acr"]) == (["hwk", "user", "mfa"], "urn:okta:loa:2fa:any")


def test_the_host_of_a_request_decides_nothing(app, session):
    code = app.code(session)
    response = app.http.post(
        f"{app.base}/token",
        f"grant_type=authorization_code&client_id=shop&code={code}&redirect_uri={CALLBACK}&code_verifier={VERIFIER}",
        content_type="application/x-www-form-urlencoded",
        headers={"x-forwarded-host": "evil.example"},
    )
    if response.status_code == 200:
        assert payload(response.json()["id_token"])["iss"] == settings.PUBLIC_URL
    assert Client.objects.count() == 1
