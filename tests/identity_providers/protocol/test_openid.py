"""Sign-ins at an OpenID provider over HTTP."""

from identity_providers.protocol.client import authorization_url
from identity_providers.protocol.parameters import new_secrets
from tests.identity_providers.protocol.sign_ins import CALLBACK, provider_at, query_of, sign_in
from tests.identity_providers.upstream import CLIENT_ID, SECRET, Upstream, basic_credentials


def test_request_has_state_nonce_and_pkce(upstream: Upstream):
    secrets = new_secrets("transaction")
    url = authorization_url(provider_at(upstream), secrets, CALLBACK, login_hint="ada@example.com")

    asked = query_of(url)
    assert url.startswith(f"{upstream.url}/authorize?")
    assert asked.pop("code_challenge") not in (secrets.verifier, "")
    assert asked == {
        "response_type": "code",
        "client_id": CLIENT_ID,
        "redirect_uri": CALLBACK,
        "scope": "openid email profile",
        "state": secrets.state,
        "nonce": secrets.nonce,
        "code_challenge_method": "S256",
        "login_hint": "ada@example.com",
    }


def test_code_is_exchanged_for_the_identity(upstream: Upstream):
    identity = sign_in(upstream)

    assert (identity.issuer, identity.subject, identity.email) == (upstream.url, "ada", "ada@example.com")
    assert identity.email_verified
    assert identity.claims == {"given_name": "Ada"}
    assert basic_credentials(upstream.forms[0]["authorization"]) == (CLIENT_ID, SECRET)
    assert "client_id" not in upstream.forms[0]
    assert upstream.requests["/userinfo"] == 0
