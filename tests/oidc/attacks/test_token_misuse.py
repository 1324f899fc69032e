"""RFC 9700 §4.6, §4.9, §4.10, §4.13, §4.14 and §4.15: tokens at who they are not for."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Http
from django.utils import timezone

from accounts.models import User
from oidc.models import AccessToken, Grant, RefreshToken
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.oidc.attacks.scenes import ADA, ALL, refused, said_in, signed_in
from tests.oidc.parties import payload
from tests.oidc.protocol.test_tables import at_hash

pytestmark = pytest.mark.django_db


@pytest.fixture
def tokens(victim: FromAppHosted) -> dict[str, Any]:
    victim.begin(scope=ALL)
    return victim.tokens()


def test_an_access_token_is_bound_to_the_id_token_beside_it(tokens: dict[str, Any]):
    """RFC 9700 §4.6: an app that is handed another one finds out by ``at_hash``."""
    assert payload(tokens["id_token"])["at_hash"] == at_hash(tokens["access_token"])


def test_no_browser_brings_an_access_token_to_an_app(victim: FromAppHosted):
    """RFC 9700 §4.6: there is no response type by which a token could be injected."""
    victim.begin(response_type="token")
    assert "access_token" not in victim.answer_url


def test_token_names_its_audience(tokens: dict[str, Any], app: RelyingParty, ada: User):
    """RFC 9700 §4.9.1 and §4.10.2: its audience is this issuer, its client the app that asked."""
    said = payload(tokens["access_token"])
    assert (said["aud"], said["iss"], said["client_id"]) == (app.iss, app.iss, app.client.client_id)
    assert payload(tokens["id_token"])["aud"] == app.client.client_id


def test_a_token_of_one_issuer_opens_nothing_at_the_other(tokens: dict[str, Any], app: RelyingParty):
    """RFC 9700 §4.10.2."""
    app.issuer = ""
    assert app.userinfo(tokens["access_token"]).status_code == 401


def test_another_app_learns_nothing_of_a_token(tokens: dict[str, Any]):
    """RFC 9700 §4.9.2: a compromised app cannot introspect tokens of others."""
    theirs = an_app("Free Games", public=False)
    for name in ("access_token", "refresh_token", "id_token"):
        answer = theirs.http.post(
            f"{theirs.base}/v1/introspect",
            {"token": tokens[name], "client_id": theirs.client.client_id, "client_secret": theirs.secret},
            content_type="application/x-www-form-urlencoded",
        )
        assert "sub" not in answer.json()


def test_a_token_lives_for_minutes(tokens: dict[str, Any], app: RelyingParty, time_machine: Any):
    """RFC 9700 §4.10: a stolen one is over soon, and at once when the user signs out everywhere."""
    said = payload(tokens["access_token"])
    assert said["exp"] - said["iat"] <= 900
    User.objects.filter(login=ADA).update(security_epoch=99)
    assert app.userinfo(tokens["access_token"]).status_code == 401


@pytest.fixture
def behind_a_proxy(settings: Any) -> None:
    """The middleware of production: the embedded mode refuses every request that came by a proxy."""
    local = "ssr_project.middleware.local_only.LocalOnlyMiddleware"
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != local]
    settings.ALLOWED_HOSTS = ["*"]


CLAIMS = {
    "host": {"host": "evil.example"},
    "forwarded host": {"x-forwarded-host": "evil.example"},
    "proto": {"x-forwarded-proto": "http"},
    "forwarded": {"forwarded": "host=evil.example;proto=http;for=127.0.0.1"},
    "prefix": {"x-forwarded-prefix": "//evil.example", "x-script-name": "/evil"},
}


@pytest.mark.parametrize("headers", CLAIMS.values(), ids=CLAIMS.keys())
@pytest.mark.usefixtures("behind_a_proxy")
def test_host_header_decides_nothing(victim: FromAppHosted, app: RelyingParty, headers: dict[str, str]):
    """RFC 9700 §4.13: neither issuer nor address follows it, in documents, answers and tokens."""
    document = Http().get("/oauth2/default/.well-known/openid-configuration", headers=headers)
    assert document.json() == app.http.get("/oauth2/default/.well-known/openid-configuration").json()
    answer = victim.client.get(app.authorize_url(), headers=headers)
    assert said_in(answer["Location"])["iss"] == app.iss
    app.http = Http(headers=headers)
    assert payload(app.exchange(said_in(answer["Location"])["code"]).json()["id_token"])["iss"] == app.iss


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_forged_address_gives_no_further_guesses():
    """RFC 9700 §4.13: wrong secrets are counted for who is really there."""
    mine = an_app("Calendar", public=False)
    mine.secret = "guessed"
    statuses = []
    for number in range(12):
        forged = {"x-forwarded-for": f"192.0.2.{number}", "x-real-ip": f"192.0.2.{number}"}
        mine.http = Http(REMOTE_ADDR="203.0.113.9", headers=forged)
        statuses.append(mine.refresh("x").status_code)
    assert statuses == [401] * 10 + [429] * 2


@pytest.mark.usefixtures("behind_a_proxy")
def test_a_header_of_a_client_certificate_proves_no_client():
    """RFC 9700 §4.13: headers that a proxy passes on from outside open no session."""
    mine = an_app("Calendar", public=False)
    mine.secret = ""
    mine.http = Http(headers={"x-ssl-client-cert": "x", "ssl-client-verify": "SUCCESS"})
    refused(mine.refresh("x"), "invalid_client", 401)


def test_a_refresh_token_that_comes_again_ends_the_family(tokens: dict[str, Any], app: RelyingParty):
    """RFC 9700 §4.14.2: thief and owner cannot be told apart, so both lose."""
    stolen = tokens["refresh_token"]
    owner = app.refresh(stolen).json()
    refused(app.refresh(stolen))
    refused(app.refresh(owner["refresh_token"]))
    assert app.userinfo(owner["access_token"]).status_code == 401
    assert app.userinfo(tokens["access_token"]).status_code == 401


def test_the_thief_first_and_the_owner_after_is_no_better(tokens: dict[str, Any], app: RelyingParty):
    """RFC 9700 §4.14.2: the owner's next refresh ends what the thief got."""
    thief = app.refresh(tokens["refresh_token"]).json()
    refused(app.refresh(tokens["refresh_token"]))
    refused(app.refresh(thief["refresh_token"]))
    assert app.userinfo(thief["access_token"]).status_code == 401


def test_a_refresh_token_is_of_one_client_and_one_issuer(tokens: dict[str, Any], app: RelyingParty):
    """RFC 9700 §4.14.1: stolen by another app it opens nothing, and does not end what its owner has."""
    refused(an_app("Free Games").refresh(tokens["refresh_token"]))
    app.issuer = ""
    refused(app.refresh(tokens["refresh_token"]))
    app.issuer = "default"
    assert app.refresh(tokens["refresh_token"]).status_code == 200


def test_a_refresh_token_is_over_in_time(tokens: dict[str, Any], app: RelyingParty, time_machine: Any):
    """RFC 9700 §4.14.2: unused for seven days."""
    time_machine.move_to(timezone.now() + timedelta(days=7, seconds=1), tick=False)
    refused(app.refresh(tokens["refresh_token"]))


@pytest.mark.parametrize(
    "grant", ["client_credentials", "password", "urn:ietf:params:oauth:grant-type:jwt-bearer"]
)
def test_no_client_gets_a_token_of_its_own(app: RelyingParty, grant: str, ada: User):
    """RFC 9700 §4.15: so none can pass for a user; and RFC 9700 §2.4, no password is taken by an app."""
    mine = an_app("Calendar", public=False)
    answer = mine.token(grant_type=grant, username=ADA, password="x", scope="openid")
    refused(answer, "unsupported_grant_type")


def test_sub_is_neither_address_nor_number_nor_client_id(
    tokens: dict[str, Any], app: RelyingParty, ada: User
):
    """RFC 9700 §4.15: ``sub`` is drawn here, is neither the address nor a number, and no client id."""
    sub = payload(tokens["access_token"])["sub"]
    assert sub == ada.public_id
    assert sub not in (str(ada.pk), ada.email, ada.login, app.client.client_id)
    assert len(sub) >= 20


def test_stored_digest_of_a_token_opens_nothing(tokens: dict[str, Any], app: RelyingParty):
    """RFC 9700 §4.9: the database holds digests only, and a digest is no token."""
    for row in (*AccessToken.objects.all(), *RefreshToken.objects.all()):
        assert app.userinfo(row.token_checksum).status_code == 401
        refused(app.refresh(row.token_checksum))
    for grant in Grant.objects.all():
        refused(app.exchange(grant.code))


def test_two_users_of_one_browser_do_not_get_each_others_tokens(
    victim: FromAppHosted, app: RelyingParty, mallory: User
):
    """RFC 9700 §3, the attacker who has used the same machine: what is signed out is over."""
    victim.begin()
    victim.tokens()
    victim.open("/me/")
    victim.act("/signout")
    victim.begin(prompt="none")
    assert victim.answer["error"] == "login_required"
    after = signed_in(app, "mallory@example.net")
    assert app.claims(after.tokens()["id_token"])["sub"] == mallory.public_id
    assert settings.SESSION_COOKIE_HTTPONLY
