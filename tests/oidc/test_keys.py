"""Signing keys: made when first needed, published before they sign, kept until what they signed is over."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.test import Client as Http
from django.utils import timezone

from accounts.configuration_cache import forget, raise_version
from accounts.credentials.crypto import decoded, encoded
from accounts.models import Event
from oidc import signing_keys
from oidc.models import SigningKey
from oidc.protocol.jose import BITS
from oidc.signing_keys import signing_key_set
from tests.oidc.parties import a_session, ada, an_app, header

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_keys(monkeypatch):
    """Ones that are made quickly; what is tried here is when, not how strong."""
    monkeypatch.setattr("oidc.protocol.jose.BITS", 2048)


def published():
    forget()
    return [one["kid"] for one in Http().get("/oauth2/v1/keys").json()["keys"]]


def test_the_first_key_is_made_when_it_is_needed():
    assert not SigningKey.objects.exists()
    raise_version()
    assert published() == [SigningKey.objects.get().kid]


def test_real_keys_have_3072_bits_and_only_their_public_half_is_shown(key):
    assert BITS == 3072
    assert set(key.public_jwk) == {"kty", "alg", "use", "kid", "n", "e"}
    assert (key.public_jwk["kty"], key.public_jwk["alg"], key.public_jwk["use"]) == ("RSA", "RS256", "sig")


def test_the_private_half_is_encrypted_for_its_own_row(key):
    assert "PRIVATE" not in key.sealed
    assert key.public_jwk["n"] not in key.sealed


def test_the_next_key_is_published_a_day_before_it_signs(key, time_machine):
    session, app = a_session(ada()), an_app()
    done = signing_keys.rotate(timezone.now())
    assert published() == [key.kid, done.next]
    assert header(app.tokens(session)["id_token"])["kid"] == key.kid
    time_machine.move_to(timezone.now() + timedelta(hours=24, minutes=1), tick=False)
    forget()
    assert header_of(signing_key_set().sign({}, "JWT", timezone.now()))["kid"] == done.next
    assert published() == [key.kid, done.next]
    time_machine.move_to(timezone.now() + timedelta(hours=26), tick=False)
    assert published() == [done.next]


def test_rotating_twice_makes_one_key(key):
    first, second = signing_keys.rotate(timezone.now()), signing_keys.rotate(timezone.now())
    assert first == second
    assert SigningKey.objects.count() == 2
    assert Event.objects.filter(type="oauth2.key.create").count() == 1


def test_a_lost_key_is_replaced_at_once(key):
    done = signing_keys.rotate(timezone.now(), at_once=True)
    forget()
    token = signing_key_set().sign({}, "JWT", timezone.now())
    assert header_of(token)["kid"] == done.next
    assert published() == [key.kid, done.next]


def header_of(token):
    return json.loads(decoded(token.split(".")[0]))


def test_the_clock_rotates_after_ninety_days(key, time_machine):
    assert signing_keys.rotate_if_due(timezone.now()) is None
    time_machine.move_to(timezone.now() + timedelta(days=89), tick=False)
    assert signing_keys.rotate_if_due(timezone.now()) is not None
    assert signing_keys.rotate_if_due(timezone.now()) is None


def test_command_prints_its_changes_or_a_dry_run(key, capsys):
    call_command("rotate_keys", "--dry-run", "--json")
    planned = json.loads(capsys.readouterr().out)
    assert (planned["present"], planned["next"]) == (key.kid, "")
    assert SigningKey.objects.count() == 1
    call_command("rotate_keys", "--json")
    assert json.loads(capsys.readouterr().out)["next"] == SigningKey.objects.exclude(pk=key.pk).get().kid
    call_command("rotate_keys", "--now")
    assert "next key: " in capsys.readouterr().out


def forged(token, part, text):
    parts = token.split(".")
    parts[part] = encoded(text.encode())
    return ".".join(parts)


@pytest.mark.parametrize(
    "bend",
    [
        lambda token, kid: forged(token, 0, f'{{"alg":"none","kid":"{kid}","typ":"JWT"}}'),
        lambda token, kid: forged(token, 0, f'{{"alg":"HS256","kid":"{kid}","typ":"JWT"}}'),
        lambda token, kid: forged(token, 0, '{"alg":"RS256","kid":"../../etc/passwd","typ":"JWT"}'),
        lambda token, kid: forged(token, 0, '{"alg":"RS256","jku":"https://evil.example","typ":"JWT"}'),
        lambda token, kid: forged(token, 0, "[]"),
        lambda token, kid: forged(token, 1, '{"sub":"somebody else"}'),
        lambda token, kid: token[:-4] + "AAAA",
        lambda token, kid: token.rpartition(".")[0] + ".",
        lambda token, kid: token + ".x",
        lambda token, kid: "",
        lambda token, kid: "é",
        lambda token, kid: token * 100,
    ],
)
def test_a_token_that_was_touched_is_not_ours(key, bend):
    token = signing_key_set().sign({"sub": "p"}, "JWT", timezone.now())
    assert signing_key_set().read(token, "JWT") == {"sub": "p"}
    assert signing_key_set().read(bend(token, key.kid), "JWT") is None


def test_an_access_token_is_no_id_token(key):
    token = signing_key_set().sign({"sub": "p"}, "at+jwt", timezone.now())
    assert signing_key_set().read(token, "JWT") is None
