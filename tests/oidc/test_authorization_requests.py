"""The authorization request as the server's core takes it, and the answer that goes back."""

from urllib.parse import urlencode

import pytest
from django.conf import settings
from oauthlib.oauth2.rfc6749 import errors

from accounts.configuration_cache import raise_version
from flows.authorization_result import from_session
from oidc.authorization import error_response, issue_code
from oidc.clients import client_of
from oidc.models import Grant
from oidc.protocol.registration import GrantType
from oidc.protocol.request_validator import AuthorizationValidator
from oidc.protocol.server import AuthorizationServer
from tests.oidc.parties import CALLBACK, an_app, answer_in, challenge_of
from tests.tables import each

pytestmark = pytest.mark.django_db
GOOD = {
    "client_id": "shop",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid email",
    "state": "s",
    "code_challenge": challenge_of(),
    "code_challenge_method": "S256",
}


def validated(grant_type=GrantType.CODE, **changes):
    given = {name: value for name, value in {**GOOD, **changes}.items() if value is not None}
    uri = f"https://id.example/oauth2/v1/authorize?{urlencode(given, doseq=True)}"
    return AuthorizationServer(
        AuthorizationValidator(client_of("shop"), grant_type)
    ).validate_authorization_request(uri)


def test_a_good_request_is_taken(app):
    scopes, credentials = validated()
    assert (scopes, credentials["request"].client) == (["openid", "email"], app.client)


@each(
    "changes",
    [
        {"client_id": None},
        {"client_id": "nobody"},
        {"client_id": "dashboard"},
        {"client_id": ["shop", "shop"]},
        {"redirect_uri": None},
        {"redirect_uri": "https://evil.example/"},
        {"redirect_uri": CALLBACK + "/"},
        {"redirect_uri": CALLBACK + "?x=1"},
        {"redirect_uri": "/callback"},
        {"redirect_uri": [CALLBACK, CALLBACK]},
        {"state": ["a", "b"]},
        {"scope": ["openid", "email"]},
        {"response_type": ["code", "code"]},
    ],
)
def test_error_without_a_redirect_target_is_fatal(app, changes):
    with pytest.raises(errors.FatalClientError):
        validated(**changes)


@each(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "id_token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": "code token"}, "unsupported_response_type"),
        ({"response_type": "none"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "a" * 44}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": "s256"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "admin"}, "invalid_scope"),
    ],
)
def test_error_of_the_request_is_redirected_to_the_app(app, changes, error):
    with pytest.raises(errors.OAuth2Error) as refused:
        validated(**changes)
    assert not isinstance(refused.value, errors.FatalClientError)
    assert refused.value.error == error


def test_a_scope_that_the_client_is_not_registered_for_is_ignored(key):
    an_app(scopes=["openid"])
    assert validated(scope="openid email made-up openid")[0] == ["openid"]


def test_openid_is_refused_to_a_client_that_is_not_registered_for_it(key):
    an_app(scopes=["email"])
    with pytest.raises(errors.InvalidScopeError) as refused:
        validated()
    assert "openid" in refused.value.description


def test_pages_of_the_apps_own_need_their_own_grant_type(app):
    with pytest.raises(errors.UnauthorizedClientError):
        validated(GrantType.INTERACTION)


@pytest.mark.parametrize("issuer", ["", "default"])
def test_response_holds_code_state_and_issuer(key, session, issuer):
    app = an_app(issuer=issuer)
    url = issue_code(from_session(session, app.request())).url
    said = answer_in(url)
    assert url.startswith(f"{CALLBACK}?")
    assert (set(said), said["state"]) == ({"code", "state", "iss"}, "a state")
    assert said["iss"] == settings.PUBLIC_URL + ("/oauth2/default" if issuer else "")
    assert not Grant.objects.filter(code=said["code"]).exists()


def test_a_client_that_was_changed_meanwhile_gets_an_error_or_nothing(app, session):
    asked = from_session(session, app.request("openid", "email"))
    app.client.scopes = ["openid"]
    app.client.save()
    raise_version()
    code = answer_in(issue_code(asked).url)["code"]
    assert app.exchange(code).json()["scope"] == "openid"
    app.client.scopes = ["groups"]
    app.client.save()
    raise_version()
    assert answer_in(issue_code(asked).url)["error"] == "invalid_scope"
    app.client.redirect_uris = "https://elsewhere.example/"
    app.client.save()
    raise_version()
    with pytest.raises(errors.FatalClientError):
        issue_code(asked)
    assert Grant.objects.count() == 1


def test_error_response_holds_state_and_issuer(app):
    said = answer_in(error_response(app.request(), "access_denied", "No, & why").url)
    assert said == {
        "error": "access_denied",
        "error_description": "No, & why",
        "state": "a state",
        "iss": settings.PUBLIC_URL,
    }
