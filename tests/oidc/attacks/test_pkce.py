"""RFC 9700 §2.1.1 and §4.8: PKCE by application, enforced once it is used, never downgraded."""

from typing import Any

import pytest
from django.test import Client as Http
from django.utils import timezone

from accounts.models import User
from applications.services.apps import author
from oidc.clients import save_client
from oidc.models import AccessToken, Client, Grant
from tests.journeys.apps.app_users import FromAppHosted
from tests.journeys.apps.relying_party import RelyingParty, an_app
from tests.oidc.attacks.scenes import ADA, refused, signed_in
from tests.oidc.attacks.test_code_theft import GOOD, hashed

pytestmark = pytest.mark.django_db

NO_CHALLENGE = {"code_challenge": "", "code_challenge_method": ""}


@pytest.fixture
def website(ada: User) -> RelyingParty:
    """A confidential client as the documentation of most libraries sets one up: no PKCE."""
    return an_app("Website", public=False)


@pytest.fixture
def visitor(website: RelyingParty) -> FromAppHosted:
    return signed_in(website, ADA)


def code_of(visitor: FromAppHosted, **asked: str) -> str:
    visitor.begin(**asked)
    return visitor.answer["code"]


def set_required(client: Client, value: bool) -> None:
    row = Client.objects.get(pk=client.pk)
    row.pkce_required = value
    save_client(row, author(None, timezone.now()))


@pytest.mark.parametrize("nonce", ["n-1", ""])
def test_a_confidential_client_without_pkce_gets_tokens(
    visitor: FromAppHosted, website: RelyingParty, nonce: str
):
    code = code_of(visitor, **NO_CHALLENGE, nonce=nonce)
    answer = website.exchange(code, code_verifier="")
    assert answer.status_code == 200, answer.content
    assert website.claims(answer.json()["id_token"], nonce=False).get("nonce", "") == nonce


def test_a_sign_in_without_a_session_works_without_pkce(ada: User, website: RelyingParty):
    """The request without a challenge survives being stored with the transaction."""
    visitor = FromAppHosted(website)
    visitor.begin(**NO_CHALLENGE)
    visitor.identify(ADA)
    visitor.password("violet harbour under nine lamps")
    answer = website.exchange(visitor.answer["code"], code_verifier="")
    assert answer.status_code == 200, answer.content


def test_a_verifier_without_a_challenge_is_refused(visitor: FromAppHosted, website: RelyingParty):
    """RFC 9700 §4.8.2: the attacker stripped the challenge from the victim's request."""
    code = code_of(visitor, **NO_CHALLENGE)
    refused(website.exchange(code, code_verifier=GOOD))
    assert not AccessToken.objects.filter(grant__client=website.client, grant__used_at=None).exists()
    assert website.exchange(code, code_verifier="").status_code == 200


def test_a_challenge_that_was_sent_is_enforced(visitor: FromAppHosted, website: RelyingParty):
    code = code_of(visitor)
    refused(website.exchange(code, code_verifier=""), "invalid_request")
    refused(website.exchange(code, code_verifier=GOOD))
    assert website.exchange(code).status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        {"code_challenge": "", "code_challenge_method": "S256"},
        {"code_challenge": "", "code_challenge_method": "plain"},
        {"code_challenge": GOOD, "code_challenge_method": "plain"},
        {"code_challenge": hashed(GOOD), "code_challenge_method": ""},
        {"code_challenge": hashed(GOOD)[:-1], "code_challenge_method": "S256"},
    ],
    ids=["method alone", "plain alone", "plain", "no method", "short"],
)
def test_half_a_challenge_is_refused_to_confidential_clients(
    visitor: FromAppHosted, website: RelyingParty, asked: dict[str, str]
):
    before = Grant.objects.count()
    visitor.begin(**asked)
    assert visitor.answer["error"] == "invalid_request"
    assert Grant.objects.count() == before


def test_an_app_that_requires_pkce_is_refused_without(visitor: FromAppHosted, website: RelyingParty):
    set_required(website.client, True)
    visitor.begin(**NO_CHALLENGE)
    assert visitor.answer["error"] == "invalid_request"
    assert "challenge" in visitor.answer["error_description"].lower()


def test_a_code_from_before_the_switch_needs_a_verifier(visitor: FromAppHosted, website: RelyingParty):
    code = code_of(visitor, **NO_CHALLENGE)
    set_required(website.client, True)
    assert website.exchange(code, code_verifier="").status_code == 400
    assert website.exchange(code, code_verifier=GOOD).status_code == 400


@pytest.mark.parametrize("native", [False, True])
@pytest.mark.parametrize("switch", [False, True])
def test_a_public_client_always_needs_a_challenge(ada: User, native: bool, switch: bool):
    app = an_app("Phone", client={"native": native, "pkce_required": switch})
    visitor = signed_in(app, ADA)
    visitor.begin(**NO_CHALLENGE)
    assert visitor.answer["error"] == "invalid_request"


def test_an_interaction_always_needs_a_challenge(website: RelyingParty):
    """Clients with pages of their own all send one."""
    answer = website.interact(**NO_CHALLENGE)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_empty_parameters_count_as_omitted(visitor: FromAppHosted, website: RelyingParty):
    """RFC 6749 §3.1: a parameter without a value is treated as if it were omitted."""
    url = website.authorize_url(**NO_CHALLENGE) + "&code_challenge=&code_challenge_method=&prompt=&max_age="
    answer: Any = visitor.client.get(url)
    code = website.read(answer["Location"])["code"]
    assert website.exchange(code, code_verifier="").status_code == 200


def test_discovery_offers_s256_alone():
    assert Http().get("/.well-known/openid-configuration").json()["code_challenge_methods_supported"] == [
        "S256"
    ]
