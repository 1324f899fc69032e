import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import cbor2
import pytest
from django.conf import settings
from django.test import override_settings

from accounts.credentials import passkey
from accounts.credentials.passkey import (
    Assertion,
    PasskeyError,
    PasskeyFault,
    PasskeyUser,
)
from accounts.credentials.passkey_answers import challenge_in, credential_id_in, user_handle_in
from accounts.credentials.passkey_challenges import (
    FRONT_DOOR,
    ChallengeState,
    challenge_state,
    new_challenge,
)
from accounts.credentials.passkey_names import name_of
from accounts.domain.enrollments import PasskeyCredential
from tests import passkeys
from tests.passkeys import ICLOUD, Device, decode, encode, for_idx_api
from tests.tables import each

pytestmark = pytest.mark.django_db  # options say the brand's name

NOW = datetime(2027, 3, 4, 5, 6, 7, 500000, tzinfo=UTC)
ADA = PasskeyUser("ada-public-id", "ada@example.com", "Ada Okafor")
SCOPE = "transaction-1"


def make(device, scope=SCOPE, now=NOW, **asked):
    return device.create(passkey.registration_options(ADA, scope, now, **asked))


def registered(device):
    credential = passkey.verify_registration(make(device), SCOPE, NOW)
    assert isinstance(credential, PasskeyCredential)
    return credential


def use(device, scope=SCOPE, now=NOW, **asked):
    return device.get(passkey.assertion_options(scope, now, **asked))


def refused(result):
    return result.reason if isinstance(result, PasskeyError) else None


def test_registration_options_name_host_brand_and_user():
    options = passkey.registration_options(ADA, SCOPE, NOW)
    assert options["rp"] == {"id": "localhost", "name": "Orchard"}
    assert options["user"] == {
        "id": encode(b"ada-public-id"),
        "name": "ada@example.com",
        "displayName": "Ada Okafor",
    }
    assert options["attestation"] == "none"
    assert options["authenticatorSelection"]["residentKey"] == "preferred"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    assert json.loads(json.dumps(options)) == options


def test_a_stricter_policy_asks_for_more():
    options = passkey.registration_options(
        ADA, SCOPE, NOW, require_resident_key=True, require_user_verification=True
    )
    selection = options["authenticatorSelection"]
    assert (selection["residentKey"], selection["requireResidentKey"]) == ("required", True)
    assert selection["userVerification"] == "required"
    asked = passkey.assertion_options(SCOPE, NOW, require_user_verification=True)
    assert asked["userVerification"] == "required"


def test_registered_passkeys_are_excluded_and_usable_ones_allowed():
    credential = registered(Device())
    listed = [{"id": credential.credential_id, "type": "public-key", "transports": ["internal"]}]
    options = passkey.registration_options(ADA, SCOPE, NOW, existing=[credential])
    assert options["excludeCredentials"] == listed
    assert passkey.assertion_options(SCOPE, NOW, credentials=[credential])["allowCredentials"] == listed
    assert passkey.assertion_options(SCOPE, NOW)["allowCredentials"] == []


@pytest.mark.parametrize("shape", [lambda answer: answer, for_idx_api], ids=["browser", "json front_end"])
def test_a_passkey_is_made_and_used_in_either_shape(shape):
    device = Device(aaguid=ICLOUD, backed_up=True)
    credential = passkey.verify_registration(shape(make(device)), SCOPE, NOW)
    assert isinstance(credential, PasskeyCredential)
    assert credential.credential_id == encode(device.keys[0].id)
    assert (credential.user_verified, credential.backed_up) == (True, True)
    assert (name_of(credential.aaguid), credential.transports) == ("iCloud Keychain", ("internal",))
    answer = shape(use(device))
    used = passkey.verify_assertion(answer, credential, SCOPE, NOW, owner=ADA.public_id)
    assert used == Assertion(user_verified=True, sign_count=0, backed_up=True)


def test_an_unknown_model_is_called_a_passkey():
    assert name_of(registered(Device()).aaguid) == "Passkey"


WRONG_PLACES = [
    ({"origin": "https://evil.example"}, PasskeyFault.FOREIGN),
    ({"origin": "http://localhost:1"}, PasskeyFault.FOREIGN),
    ({"cross_origin": True}, PasskeyFault.FOREIGN),
    ({"rp_id": "evil.example"}, PasskeyFault.WRONG),
    ({"present": False}, PasskeyFault.WRONG),
]


@pytest.mark.parametrize(("changed", "why"), WRONG_PLACES)
def test_an_answer_given_elsewhere_makes_no_passkey(changed, why):
    assert refused(passkey.verify_registration(make(Device(**changed)), SCOPE, NOW)) is why


@pytest.mark.parametrize(("changed", "why"), WRONG_PLACES)
def test_an_answer_given_elsewhere_proves_nothing(changed, why):
    device = Device()
    credential = registered(device)
    answer = use(device.being(**changed))
    assert refused(passkey.verify_assertion(answer, credential, SCOPE, NOW)) is why


def test_passkey_without_user_verification_suffices_unless_required():
    device = Device(verifies_user=False)
    credential = registered(device)
    assert not credential.user_verified
    asked = {"require_user_verification": True}
    answer = use(device)
    assert passkey.verify_assertion(answer, credential, SCOPE, NOW) == Assertion(False, 0, False)
    assert (
        refused(passkey.verify_assertion(answer, credential, SCOPE, NOW, **asked))
        is PasskeyFault.NOT_USER_VERIFIED
    )
    assert (
        refused(passkey.verify_registration(make(device), SCOPE, NOW, **asked))
        is PasskeyFault.NOT_USER_VERIFIED
    )


@pytest.mark.parametrize("asked_in", ["transaction-2", FRONT_DOOR, ""])
def test_a_challenge_of_another_scope_is_foreign(asked_in):
    device = Device()
    credential = registered(device)
    assert refused(passkey.verify_registration(make(device, asked_in), SCOPE, NOW)) is PasskeyFault.FOREIGN
    answer = use(device, asked_in)
    assert refused(passkey.verify_assertion(answer, credential, SCOPE, NOW)) is PasskeyFault.FOREIGN


@pytest.mark.parametrize(
    ("later", "why"),
    [
        (timedelta(0), None),
        (timedelta(minutes=10) - timedelta(seconds=1), None),
        (timedelta(minutes=10), PasskeyFault.EXPIRED),
        (timedelta(days=400), PasskeyFault.EXPIRED),
    ],
)
def test_a_challenge_counts_for_ten_minutes(later, why):
    device = Device()
    credential = registered(device)
    assert refused(passkey.verify_assertion(use(device), credential, SCOPE, NOW + later)) is why


@pytest.mark.parametrize("place", [0, 15, 16, 23, 24, 55])
def test_a_challenge_with_any_byte_changed_is_not_ours(place):
    challenge = bytearray(new_challenge(SCOPE, NOW))
    challenge[place] ^= 1
    assert challenge_state(bytes(challenge), SCOPE, NOW) is ChallengeState.FOREIGN


@pytest.mark.parametrize("challenge", [b"", b"x", b"x" * 55, b"x" * 56, b"x" * 57])
def test_a_challenge_of_any_other_kind_is_not_ours(challenge):
    assert challenge_state(challenge, SCOPE, NOW) is ChallengeState.FOREIGN


def test_two_challenges_of_one_moment_differ():
    assert new_challenge(SCOPE, NOW) != new_challenge(SCOPE, NOW)


def test_challenge_survives_key_rotation_but_not_loss_of_its_key():
    with override_settings(CHALLENGE_KEYS=f"k1:{'a' * 32}"):
        challenge = new_challenge(SCOPE, NOW)
    with override_settings(CHALLENGE_KEYS=f"k2:{'b' * 32},k1:{'a' * 32}"):
        assert challenge_state(challenge, SCOPE, NOW) is ChallengeState.LIVE
    with override_settings(CHALLENGE_KEYS=f"k2:{'b' * 32}"):
        assert challenge_state(challenge, SCOPE, NOW) is ChallengeState.FOREIGN


@pytest.mark.parametrize(
    ("known", "said", "why"),
    [
        (0, 0, None),
        (0, 1, None),
        (5, 6, None),
        (5, 5, PasskeyFault.COUNTER),
        (5, 4, PasskeyFault.COUNTER),
        (5, 0, PasskeyFault.COUNTER),
    ],
)
def test_a_counter_that_does_not_rise_is_refused(known, said, why):
    device = Device()
    credential = replace(registered(device), sign_count=known)
    device.keys[0].counter = said
    assert refused(passkey.verify_assertion(use(device), credential, SCOPE, NOW)) is why


def test_one_passkey_is_not_taken_for_another():
    device = Device()
    first, second = registered(device), registered(device)
    answer = device.get(passkey.assertion_options(SCOPE, NOW, credentials=[first]))
    assert credential_id_in(answer) == first.credential_id
    assert refused(passkey.verify_assertion(answer, second, SCOPE, NOW)) is PasskeyFault.WRONG
    without_id = for_idx_api(answer)
    assert refused(passkey.verify_assertion(without_id, second, SCOPE, NOW)) is PasskeyFault.WRONG
    assert passkey.verify_assertion(without_id, first, SCOPE, NOW) == Assertion(True, 0, False)


def test_passkey_with_another_user_handle_is_refused():
    device = Device()
    credential, answer = registered(device), use(device)
    assert user_handle_in(answer) == user_handle_in(for_idx_api(answer)) == ADA.public_id
    assert refused(passkey.verify_assertion(answer, credential, SCOPE, NOW, owner="bo")) is PasskeyFault.WRONG
    del answer["response"]["userHandle"]  # security keys do not always tell
    assert refused(passkey.verify_assertion(answer, credential, SCOPE, NOW, owner="bo")) is None


def test_registration_and_assertion_are_not_interchangeable():
    device = Device()
    made = make(device)
    credential = passkey.verify_registration(made, SCOPE, NOW)
    assert refused(passkey.verify_assertion(made, credential, SCOPE, NOW)) is PasskeyFault.MALFORMED
    assert refused(passkey.verify_registration(use(device), SCOPE, NOW)) is PasskeyFault.MALFORMED
    crossed = use(device)
    crossed["response"]["clientDataJSON"] = make(device)["response"]["clientDataJSON"]
    assert refused(passkey.verify_assertion(crossed, credential, SCOPE, NOW)) is PasskeyFault.WRONG


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "clientDataJSON"])
def test_a_changed_part_breaks_the_signature(part):
    device = Device()
    credential, answer = registered(device), use(device)
    raw = bytearray(decode(answer["response"][part]))
    raw[-1] = raw[-1] ^ 1 if part != "clientDataJSON" else ord("}")
    changed = bytes(raw) if part != "clientDataJSON" else bytes(raw[:-1]) + b" }"
    answer["response"][part] = encode(changed)
    assert refused(passkey.verify_assertion(answer, credential, SCOPE, NOW)) is PasskeyFault.WRONG


JUNK = [
    None,
    "",
    7,
    [],
    {},
    "!!",
    "a",
    "e30",
    "bnVsbA",
    "W10",
    "A" * 70_000,
    encode(b"[" * 20_000),
    encode(b"\x81" * 20_000),
]


@each("junk", JUNK)
@each("part", ["clientDataJSON", "attestationObject"])
def test_junk_makes_no_passkey_and_no_error(part, junk):
    answer = make(Device())
    answer["response"][part] = junk
    assert isinstance(passkey.verify_registration(answer, SCOPE, NOW), PasskeyError)


@each("junk", JUNK)
@each("part", ["clientDataJSON", "authenticatorData", "signature", "userHandle"])
def test_junk_proves_nothing_and_is_no_error(part, junk):
    device = Device()
    credential, answer = registered(device), use(device)
    answer["response"][part] = junk
    result = passkey.verify_assertion(answer, credential, SCOPE, NOW, owner=ADA.public_id)
    # A missing or unreadable user handle says nothing; a readable one has to be the owner's.
    assert isinstance(result, PasskeyError) or part == "userHandle"


@pytest.mark.parametrize("answer", [{}, {"response": None}, {"response": "x"}, {"id": 3}, {"response": {}}])
def test_an_answer_without_parts_is_malformed(answer):
    credential = PasskeyCredential("aWQ", "a2V5")
    assert refused(passkey.verify_registration(answer, SCOPE, NOW)) is PasskeyFault.MALFORMED
    assert refused(passkey.verify_assertion(answer, credential, SCOPE, NOW)) is PasskeyFault.MALFORMED
    assert (challenge_in(answer), user_handle_in(answer)) == (b"", "")


def test_the_answered_challenge_can_be_taken_from_an_answer():
    options = passkey.assertion_options(SCOPE, NOW)
    device = Device()
    registered(device)
    answer = device.get(options)
    assert encode(challenge_in(answer)) == encode(challenge_in(for_idx_api(answer))) == options["challenge"]


@pytest.mark.parametrize(("id_bytes", "why"), [(1, None), (1023, None), (1024, PasskeyFault.WRONG)])
def test_credential_id_beyond_the_standards_length_is_refused(id_bytes, why):
    assert refused(passkey.verify_registration(make(Device(id_bytes=id_bytes)), SCOPE, NOW)) is why


def test_a_key_that_would_cost_time_at_each_use_is_refused(monkeypatch):
    monkeypatch.setattr(passkeys, "cose", lambda _: cbor2.dumps({1: 3, 3: -257, -1: b"n" * 4096, -2: b"e"}))
    assert refused(passkey.verify_registration(make(Device()), SCOPE, NOW)) is PasskeyFault.WRONG


def test_unknown_transports_are_not_stored():
    device = Device(transports=("usb", "telepathy", "nfc"))
    assert registered(device).transports == ("nfc", "usb")


def test_the_relying_party_is_the_host_of_the_public_address():
    with override_settings(PUBLIC_URL="https://id.example.com"):
        options = passkey.registration_options(ADA, SCOPE, NOW)
        assert options["rp"]["id"] == "id.example.com"
        answer = Device().create(options)
        assert isinstance(passkey.verify_registration(answer, SCOPE, NOW), PasskeyCredential)
    assert settings.PUBLIC_URL.startswith("http://localhost")
    assert refused(passkey.verify_registration(answer, SCOPE, NOW)) is PasskeyFault.FOREIGN
