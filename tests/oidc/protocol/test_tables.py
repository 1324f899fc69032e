"""What tokens say about a user and about how they came in, line by line."""

from datetime import UTC, datetime, timedelta

from accounts.domain.authenticators import Authenticator
from oidc.protocol.claims import SCOPES, Subject, claims, grantable, in_order
from oidc.protocol.jose import SigningPeriod, is_due, published, signer, waiting
from oidc.protocol.parameters import read_parameters
from oidc.protocol.tokens import acr, amr, at_hash, auth_time
from policies.domain.assurance import Evidence
from tests.tables import each

By = Authenticator
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
ONE, TWO = "urn:okta:loa:1fa:any", "urn:okta:loa:2fa:any"


@each(
    ("proved", "methods", "level"),
    [
        ([By.PASSWORD], ["pwd"], ONE),
        ([By.EMAIL], ["otp"], ONE),
        ([By.ACCESS_CODE], ["otp"], ONE),
        ([By.PHONE], ["sms"], ONE),
        ([By.PASSWORD, By.EMAIL], ["pwd", "otp", "mfa"], TWO),
        ([By.PASSWORD, By.PHONE], ["pwd", "sms", "mfa"], TWO),
        ([By.PASSWORD, By.TOTP], ["pwd", "otp", "mfa"], TWO),
        ([By.PASSWORD, By.RECOVERY_CODE], ["pwd", "otp", "mfa"], TWO),
        ([By.PASSWORD, By.SECURITY_QUESTION], ["pwd", "kba"], ONE),
        ([By.EMAIL, By.TOTP], ["otp"], ONE),
        ([By.PASSKEY], ["hwk"], ONE),
        ([By.PASSWORD, By.PASSKEY], ["pwd", "hwk", "mfa"], TWO),
        ([], [], ONE),
    ],
)
def test_tokens_state_no_more_than_the_proofs(proved, methods, level):
    proofs = [Evidence(one, NOW, here=False) for one in proved]
    assert (list(amr(proofs, NOW)), acr(proofs, NOW)) == (methods, level)


def test_a_passkey_that_knew_its_user_is_two_factors():
    proofs = [Evidence(By.PASSKEY, NOW, user_verified=True)]
    assert (amr(proofs, NOW), acr(proofs, NOW)) == (("hwk", "user", "mfa"), TWO)


def test_the_time_is_that_of_the_last_proof():
    early = NOW - timedelta(hours=1)
    assert auth_time([Evidence(By.PASSWORD, early), Evidence(By.TOTP, NOW)], early) == NOW
    assert auth_time([], early) == early


FULL = Subject(
    "p1",
    "ada",
    "ada@example.com",
    True,
    "Ada",
    "Okafor",
    {"displayName": "A.", "preferredLanguage": "de", "timezone": "Europe/Berlin"},
    groups=("B", "A"),
)


@each(
    ("scopes", "told"),
    [
        (["openid"], {"sub": "p1"}),
        (["openid", "email"], {"sub": "p1", "email": "ada@example.com", "email_verified": True}),
        (["openid", "groups"], {"sub": "p1", "groups": ["A", "B"]}),
        (["openid", "offline_access"], {"sub": "p1"}),
        (
            ["openid", "profile"],
            {
                "sub": "p1",
                "name": "A.",
                "given_name": "Ada",
                "family_name": "Okafor",
                "preferred_username": "ada",
                "locale": "de",
                "zoneinfo": "Europe/Berlin",
            },
        ),
        (["admin"], {}),
    ],
)
def test_a_scope_tells_its_own_claims(scopes, told):
    assert claims(FULL, scopes) == told


def test_unknown_claim_is_omitted_and_false_is_included():
    everything = ["openid", "profile", "email", "groups"]
    assert claims(Subject("p1", "ada", "a@example.com"), everything) == {
        "sub": "p1",
        "preferred_username": "ada",
        "email": "a@example.com",
        "email_verified": False,
        "groups": [],
    }


def test_scopes_have_to_exist_and_to_be_registered():
    assert grantable(["openid"], ["openid", "admin"]) == ("openid",)
    assert grantable(["admin", "openid", "address", "openid"], ["openid", "admin"]) == ("openid",)
    assert grantable(["groups", "email"], SCOPES) == ("groups", "email")
    assert grantable(["email"], ["openid"]) == ()
    assert in_order(["email", "openid", "email"]) == ("openid", "email")


def test_the_hash_of_an_access_token_is_that_of_the_standards_example():
    # Core 1.0, appendix A.4: its code is hashed in the same way.
    assert at_hash("Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk") == "LDktKdoQak3Pk0cnXxCltA"


PRESENT = SigningPeriod("a", NOW - timedelta(days=10), NOW + timedelta(hours=5))
NEXT = SigningPeriod("b", NOW + timedelta(hours=5))
OLD = SigningPeriod("o", NOW - timedelta(days=100), NOW - timedelta(days=10))


def test_the_key_that_began_last_signs_and_the_next_is_published():
    keys = (OLD, PRESENT, NEXT)
    assert (signer(keys, NOW), waiting(keys, NOW)) == (PRESENT, NEXT)
    assert published(keys, NOW) == (PRESENT, NEXT)
    later = NOW + timedelta(hours=6)
    assert (signer(keys, later), published(keys, later)) == (NEXT, (PRESENT, NEXT))


@each(("age", "due"), [(0, False), (88, False), (89, True), (500, True)])
def test_a_key_is_replaced_after_ninety_days(age, due):
    assert is_due((SigningPeriod("a", NOW - timedelta(days=age)),), NOW) is due


def test_nothing_is_due_while_the_next_one_waits():
    assert not is_due((SigningPeriod("a", NOW - timedelta(days=100)), NEXT), NOW)
    assert not is_due((), NOW)


@each(
    ("hint", "login"),
    [
        ("ada@example.com", "ada@example.com"),
        ("ada wiki@example.com", "ada+wiki@example.com"),
        (" ada@example.com ", "ada@example.com"),
        ("ada a b@example.com", "ada+a+b@example.com"),
        ("ada+wiki@example.com", "ada+wiki@example.com"),
        ("ada lovelace", "ada lovelace"),
        ("ada\n@example.com", ""),
        ("", ""),
    ],
)
def test_unencoded_plus_sign_is_read_as_a_plus_sign(hint, login):
    assert read_parameters({"login_hint": hint}, NOW).hint == login
