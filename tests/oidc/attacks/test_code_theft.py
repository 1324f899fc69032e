"""RFC 9700 §4.4, §4.5, §4.7 and §4.8: a code is good for who asked for it, with what only they know."""

from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from django.conf import settings

from oidc.models import AccessToken, Grant
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import BACK, RelyingParty, an_app
from tests.oidc.attacks.conftest import same_app
from tests.oidc.attacks.scenes import refused, said_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("issuer", ["", "default"])
def test_every_response_has_an_issuer(victim: FromAppHosted, app: RelyingParty, issuer: str):
    """RFC 9700 §4.4.2: codes and errors alike, and both issuers say that they do."""
    app.issuer = issuer
    wanted = settings.PUBLIC_URL + ("/oauth2/default" if issuer else "")
    for asked in ({}, {"prompt": "none", "max_age": "0"}, {"scope": "x"}, {"response_type": "token"}):
        victim.begin(**asked)
        assert said_in(victim.answer_url)["iss"] == wanted
    document = app.http.get(f"{'/oauth2/default' if issuer else ''}/.well-known/openid-configuration").json()
    assert document["authorization_response_iss_parameter_supported"] is True
    assert document["issuer"] == wanted


def test_a_code_of_one_issuer_is_none_of_the_other(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.4: an app that mixes the two up gets nothing, and gives nothing away that counts."""
    code = victim.answer["code"]
    app.issuer = ""
    refused(app.exchange(code))
    app.issuer = "default"
    assert app.exchange(code).status_code == 200


def test_a_code_of_another_client_is_refused(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.5: the attacker's own app, even with the right verifier and address."""
    theirs = an_app("Free Games")
    theirs.verifier = app.verifier
    code = victim.answer["code"]
    refused(theirs.exchange(code))
    assert app.exchange(code).status_code == 200


def test_a_stolen_code_brought_to_the_right_app_by_the_attacker_is_refused(
    victim: FromAppHosted, app: RelyingParty
):
    """RFC 9700 §4.5: the app in the attacker's browser remembers the verifier of the attacker's request."""
    stolen = victim.answer["code"]
    theirs = same_app(app)
    theirs.request()
    refused(theirs.exchange(stolen))
    assert not AccessToken.objects.exists()


def test_a_confidential_apps_secret_does_not_make_up_for_the_verifier(ada: object):
    """RFC 9700 §4.5.3: PKCE is required of every client."""
    app = an_app(public=False)
    browser = FromAppHosted(app)
    browser.begin()
    browser.identify("ada@example.com")
    browser.password("violet harbour under nine lamps")
    code = browser.answer["code"]
    refused(app.exchange(code, code_verifier=""), "invalid_request")
    refused(app.exchange(code, code_verifier="x" * 43))
    assert app.exchange(code).status_code == 200


def test_the_nonce_in_a_token_is_that_of_the_request(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.5.3.2: an app that looks at it finds the attacker's request out."""
    asked = app.nonce
    assert app.claims(victim.tokens()["id_token"])["nonce"] == asked
    theirs = same_app(app)
    theirs.request()
    assert theirs.nonce != asked


def test_the_state_comes_back_as_it_was(victim: FromAppHosted):
    """RFC 9700 §4.7: whatever the app wrote there, to the letter, in answers and in errors."""
    for state in ("a b+c%20&=#é", "x" * 1500, "<script>", "0"):
        for asked in ({}, {"scope": "everything"}):
            victim.begin(state=state, **asked)
            assert said_in(victim.answer_url)["state"] == state


def test_response_without_an_own_request_is_detected(attacker: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.7: the attacker's answer in the victim's browser has another state and verifier."""
    address = attacker.answer_url
    app.request()
    assert said_in(address)["state"] != app.state
    refused(app.exchange(said_in(address)["code"]))


def hashed(verifier: str) -> str:
    return urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=")


GOOD = "v" * 43
DOWNGRADES = {
    "no challenge at all": {"code_challenge": "", "code_challenge_method": ""},
    "a method without a challenge": {"code_challenge": "", "code_challenge_method": "S256"},
    "plain without a challenge": {"code_challenge": "", "code_challenge_method": "plain"},
    "a challenge without a method": {"code_challenge": hashed(GOOD), "code_challenge_method": ""},
    "plain": {"code_challenge": GOOD, "code_challenge_method": "plain"},
    "a hash said to be plain": {"code_challenge": hashed(GOOD), "code_challenge_method": "plain"},
    "another spelling": {"code_challenge": hashed(GOOD), "code_challenge_method": "s256"},
    "another method": {"code_challenge": hashed(GOOD), "code_challenge_method": "S512"},
    "none": {"code_challenge": hashed(GOOD), "code_challenge_method": "none"},
    "too short": {"code_challenge": hashed(GOOD)[:-1], "code_challenge_method": "S256"},
    "too long": {"code_challenge": f"{hashed(GOOD)}A", "code_challenge_method": "S256"},
    "padded": {"code_challenge": f"{hashed(GOOD)}=", "code_challenge_method": "S256"},
    "other letters": {"code_challenge": "+/" + hashed(GOOD)[2:], "code_challenge_method": "S256"},
}


@pytest.mark.parametrize("asked", DOWNGRADES.values(), ids=DOWNGRADES.keys())
def test_a_request_without_a_good_challenge_is_refused(victim: FromAppHosted, asked: dict[str, str]):
    """RFC 9700 §4.8: PKCE can be neither switched off nor weakened by a request."""
    before = Grant.objects.count()
    victim.begin(**asked)
    assert victim.answer["error"] == "invalid_request"
    assert Grant.objects.count() == before


VERIFIERS = {
    "none": "",
    "the challenge itself": "challenge",
    "of another request": "another",
    "one letter less": "shorter",
    "one letter more": "longer",
    "another case": "case",
    "too short to be one": "short",
    "too long to be one": "endless",
    "letters that none has": "letters",
}


@pytest.mark.parametrize("kind", VERIFIERS.values(), ids=VERIFIERS.keys())
def test_a_wrong_verifier_gets_nothing_and_spends_nothing(
    victim: FromAppHosted, app: RelyingParty, kind: str
):
    """RFC 9700 §4.8: whatever is shown in its place."""
    right, code = app.verifier, victim.answer["code"]
    wrong = {
        "": "",
        "challenge": hashed(right),
        "another": "w" * len(right),
        "shorter": right[:-1],
        "longer": f"{right}x",
        "case": right.swapcase(),
        "short": right[:20],
        "endless": right * 3,
        "letters": f"{right[:-1]}é",
    }[kind]
    answer = app.exchange(code, code_verifier=wrong)
    assert answer.status_code == 400
    assert answer.json()["error"] in ("invalid_grant", "invalid_request")
    assert not AccessToken.objects.exists()
    assert app.exchange(code).status_code == 200


def test_repeated_code_challenge_is_refused(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.8: two readers could each believe another one."""
    for more in ("code_challenge_method=plain", f"code_challenge={hashed(GOOD)}", "redirect_uri=" + BACK):
        assert victim.client.get(f"{app.authorize_url()}&{more}").status_code == 400


def test_a_challenge_at_the_token_endpoint_counts_for_nothing(victim: FromAppHosted, app: RelyingParty):
    """RFC 9700 §4.8.2: the verifier is compared with the challenge of the authorization request."""
    answer = app.exchange(
        victim.answer["code"],
        code_verifier=GOOD,
        code_challenge=hashed(GOOD),
        code_challenge_method="S256",
    )
    refused(answer)
