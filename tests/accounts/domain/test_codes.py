from dataclasses import replace

import pytest

from accounts.domain.codes import (
    InvalidKeyRing,
    InvalidToken,
    KeyRing,
    LinkToken,
    Sending,
    UnknownKey,
    code_matches,
    derive_code,
    derive_link_token,
    link_matches,
    parse_link_token,
)
from tests.tables import each

OLD, NEW = "o" * 32, "n" * 32
RING = KeyRing.parse(f"new:{NEW}, old:{OLD}")
SENDING = Sending("c1", "sign-up", "ada@example.com", "new", 1)
OTHERS = [
    {"purpose": "recover"},
    {"public_id": "c2"},
    {"address": "eve@example.com"},
    {"serial": 2},
]


def test_the_first_key_signs_and_the_others_still_verify():
    assert RING.current_id == "new"
    assert RING.secret("old") == OLD.encode()


def test_removed_key_is_reported_as_unknown():
    with pytest.raises(UnknownKey):
        derive_code(RING, replace(SENDING, key_id="gone"))


@each(
    "setting",
    [
        "",
        " , ",
        "only-a-secret-without-an-id-000000000",
        "a:short",
        f":{NEW}",
        f"a b:{NEW}",
        f"a:{NEW},a:{OLD}",
    ],
)
def test_unreadable_key_ring_is_refused_without_printing_secrets(setting):
    with pytest.raises(InvalidKeyRing) as refused:
        KeyRing.parse(setting)

    assert NEW not in str(refused.value)
    assert str(refused.value) != "short"


def test_a_key_ring_does_not_show_its_secrets():
    assert NEW not in repr(RING)


def test_a_secret_may_hold_a_colon():
    assert KeyRing.parse(f"a:{NEW}:x").secret("a") == f"{NEW}:x".encode()


def test_code_has_six_digits_and_is_repeatable():
    code = derive_code(RING, SENDING)

    assert len(code) == 6
    assert code.isdigit()
    assert derive_code(RING, SENDING) == code


def test_a_code_does_not_change_between_releases():
    assert derive_code(RING, SENDING) == "242675"


@each("other", OTHERS)
def test_a_code_belongs_to_one_sending_of_one_challenge(other):
    assert derive_code(RING, replace(SENDING, **other)) != derive_code(RING, SENDING)


def test_another_key_gives_another_code():
    assert derive_code(RING, replace(SENDING, key_id="old")) != derive_code(RING, SENDING)


def test_parts_cannot_be_shifted_into_one_another():
    shifted = replace(SENDING, public_id="c1a", address="da@example.com")

    assert derive_code(RING, shifted) != derive_code(RING, SENDING)


@each(
    "typed",
    ["482913", "482 913", " 482-913 ", "482\u2009913", "482–913", "４８２９１３", "482.913", "4 8 2 9 1 3"],
)
def test_a_code_is_accepted_however_it_was_copied(typed):
    assert code_matches("482913", typed)


@each("typed", ["", "482914", "48291", "4829130", "abcdef", "482913x", "\ud800", "9" * 100_000])
def test_another_code_is_not_accepted(typed):
    assert not code_matches("482913", typed)


def test_a_link_token_carries_its_challenge_and_serial():
    token = parse_link_token(derive_link_token(RING, SENDING))

    assert (token.challenge_id, token.serial) == ("c1", 1)
    assert link_matches(RING, SENDING, token)


@each("other", OTHERS)
def test_a_link_belongs_to_one_sending_of_one_challenge(other):
    token = parse_link_token(derive_link_token(RING, SENDING))

    assert not link_matches(RING, replace(SENDING, **other), token)


def test_a_link_with_a_changed_proof_does_not_match():
    token = parse_link_token(derive_link_token(RING, SENDING))
    changed = LinkToken(token.challenge_id, token.serial, "A" * 43)

    assert not link_matches(RING, SENDING, changed)


@each(
    "mangle",
    [
        lambda token: token[:-1],
        lambda token: token + "=",
        lambda token: token.replace(".", "", 1),
        lambda token: token + "\n",
        lambda token: "",
        lambda token: token * 100_000,
        lambda token: token.replace(".1.", ".01."),
        lambda token: token.replace(".1.", ".-1."),
        lambda token: token.replace(".1.", ".１."),
    ],
)
def test_truncated_or_altered_token_differs_from_a_wrong_one(mangle):
    with pytest.raises(InvalidToken):
        parse_link_token(mangle(derive_link_token(RING, SENDING)))
