"""Discovery, keys and who may read them from another origin."""

import pytest
from django.conf import settings

from accounts.configuration_cache import raise_version
from tests.oidc.parties import an_app
from tests.tables import each

pytestmark = pytest.mark.django_db
ORIGIN = "https://app.example"


@pytest.fixture
def page(key):
    return an_app(allowed_origins=f"{ORIGIN}\nhttp://localhost:3000")


@pytest.mark.parametrize("issuer", ["", "default"])
@pytest.mark.parametrize("name", ["openid-configuration", "oauth-authorization-server"])
def test_discovery_names_the_issuer_and_its_own_addresses(page, issuer, name):
    base = "/oauth2/default" if issuer else ""
    response = page.http.get(f"{base}/.well-known/{name}")
    said = response.json()
    assert said["issuer"] == settings.PUBLIC_URL + base
    oauth = settings.PUBLIC_URL + (base or "/oauth2")
    for endpoint in ("authorization", "token", "userinfo", "introspection", "revocation", "end_session"):
        assert said[f"{endpoint}_endpoint"].startswith(f"{oauth}/v1/")
    assert said["jwks_uri"] == f"{oauth}/v1/keys"
    assert response["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("name", ["openid-configuration", "oauth-authorization-server"])
def test_metadata_is_where_rfc_8414_inserts_the_path(page, name):
    response = page.http.get(f"/.well-known/{name}/oauth2/default", headers={"origin": ORIGIN})
    assert response.json() == page.http.get(f"/oauth2/default/.well-known/{name}").json()
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert page.http.get(f"/.well-known/{name}/oauth2").status_code == 404
    assert page.http.get(f"/.well-known/{name}/oauth2/other").status_code == 404


def test_discovery_offers_nothing_that_is_refused(page):
    said = page.http.get("/.well-known/openid-configuration").json()
    assert said["response_types_supported"] == ["code"]
    assert said["response_modes_supported"] == ["query", "fragment", "form_post", "okta_post_message"]
    assert said["code_challenge_methods_supported"] == ["S256"]
    assert said["id_token_signing_alg_values_supported"] == ["RS256"]
    assert said["grant_types_supported"] == ["authorization_code", "refresh_token", "interaction_code"]
    assert "registration_endpoint" not in said


@pytest.mark.parametrize(
    "path", ["/oauth2/v1/register", "/oauth2/other/v1/token", "/o/token/", "/oauth2/v1/clients"]
)
def test_there_are_no_other_addresses(page, path):
    assert page.http.get(path).status_code == 404


def test_discovery_does_not_follow_the_host_of_a_request(page):
    response = page.http.get(
        "/.well-known/openid-configuration", headers={"x-forwarded-host": "evil.example"}
    )
    assert b"evil" not in response.content


API = [
    "/.well-known/openid-configuration",
    "/oauth2/default/.well-known/openid-configuration",
    *(
        f"/oauth2/{base}v1/{name}"
        for base in ("", "default/")
        for name in ("keys", "token", "userinfo", "revoke", "interact")
    ),
    "/idp/idx/introspect",
    "/idp/idx/challenge/answer",
]


@each("path", API)
def test_a_registered_origin_may_ask(page, path):
    response = page.http.options(path, headers={"origin": ORIGIN, "access-control-request-method": "POST"})
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == ORIGIN
    assert response["Access-Control-Allow-Credentials"] == "true"
    assert response["Access-Control-Max-Age"] == "600"
    assert "x-okta-user-agent-extended" in response["Access-Control-Allow-Headers"]
    assert "Origin" in response["Vary"]


OTHERS = [
    "https://evil.example",
    "null",
    "https://app.example.evil.example",
    "https://evilapp.example",
    "http://app.example",
    "https://app.example:8443",
    "https://app.example/",
    "*",
    "",
]


# Every address with one origin, and one address of each kind with every origin.
@each(
    "path, origin",
    [(path, OTHERS[0]) for path in API]
    + [(path, one) for path in (API[0], API[3], API[-1]) for one in OTHERS[1:]],
)
def test_another_origin_may_not(page, path, origin):
    response = page.http.options(path, headers={"origin": origin, "access-control-request-method": "POST"})
    assert "Access-Control-Allow-Origin" not in response
    assert "Origin" in response["Vary"]


@pytest.mark.parametrize(
    "path",
    ["/oauth2/v1/introspect", "/oauth2/v1/authorize", "/oauth2/v1/logout", "/me/", "/signin", "/admin/"],
)
def test_pages_are_not_readable_from_other_origins(page, path):
    response = page.http.get(path, headers={"origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in response


def test_errors_may_be_read_too(page):
    response = page.http.post("/oauth2/v1/token", headers={"origin": ORIGIN})
    assert (response.status_code, response["Access-Control-Allow-Origin"]) == (400, ORIGIN)
    assert "Access-Control-Allow-Methods" not in response


def test_the_pages_of_an_app_that_is_off_may_not(page):
    page.client.application.active = False
    page.client.application.save()
    raise_version()
    response = page.http.get("/oauth2/v1/keys", headers={"origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in response


def test_reads_are_slowed_down_when_they_are_too_many(page):
    statuses = {page.http.get("/oauth2/v1/keys").status_code for _ in range(301)}
    assert statuses == {200, 429}
