import pytest
from django.test import override_settings

from accounts.credentials import crypto
from accounts.credentials.crypto import Unreadable
from tests.tables import each

OLD, NEW = "k1:" + "a" * 40, "k2:" + "b" * 40


def seal(secret=b"seed", purpose="totp", subject="one"):
    return crypto.seal(secret, purpose=purpose, subject=subject)


def unseal(stored, purpose="totp", subject="one"):
    return crypto.unseal(stored, purpose=purpose, subject=subject)


@pytest.mark.parametrize("secret", [b"", b"seed", bytes(range(256)) * 9])
def test_sealed_value_opens(secret):
    assert unseal(seal(secret)) == secret


def test_nothing_sealed_twice_looks_alike():
    assert seal() != seal()


@pytest.mark.parametrize(
    "elsewhere", [{"purpose": "other"}, {"subject": "two"}, {"purpose": "totpo", "subject": "ne"}]
)
def test_value_sealed_for_one_row_opens_for_no_other(elsewhere):
    with pytest.raises(Unreadable):
        unseal(seal(), **elsewhere)


def test_any_changed_character_is_noticed():
    stored = seal()
    for place, char in enumerate(stored):
        changed = stored[:place] + ("A" if char != "A" else "B") + stored[place + 1 :]
        with pytest.raises(Unreadable):
            unseal(changed)


@each("stored", ["", ".", "k1", "k1.", "k1.!!", "k9.AAAA", "k1.é", "k1." + "A" * 40])
def test_unsealed_value_does_not_open(stored):
    with override_settings(ENCRYPTION_KEYS=OLD), pytest.raises(Unreadable):
        unseal(stored)


def test_keys_are_rotated_by_putting_a_new_one_first():
    with override_settings(ENCRYPTION_KEYS=OLD):
        stored, digest = seal(), crypto.digest("code", purpose="p", subject="s")
    with override_settings(ENCRYPTION_KEYS=f"{NEW},{OLD}"):
        assert unseal(stored) == b"seed"
        assert crypto.matching("code", [digest], purpose="p", subject="s") == digest
        assert seal().startswith("k2.")
    with override_settings(ENCRYPTION_KEYS=NEW):
        assert crypto.matching("code", [digest], purpose="p", subject="s") is None
        with pytest.raises(Unreadable):
            unseal(stored)


def test_a_digest_counts_for_its_code_purpose_and_subject_only():
    made = crypto.digest("code", purpose="p", subject="s")
    others = [crypto.digest("another", purpose="p", subject="s"), made]
    assert crypto.matching("code", others, purpose="p", subject="s") == made
    assert crypto.matching("Code", others, purpose="p", subject="s") is None
    assert crypto.matching("code", others, purpose="q", subject="s") is None
    assert crypto.matching("code", others, purpose="p", subject="t") is None
    assert crypto.matching("code", [], purpose="p", subject="s") is None


@pytest.mark.parametrize("raw", [b"", b"\x00", b"\xff\xfe\xfd", bytes(range(64))])
def test_bytes_are_written_as_webauthn_writes_them(raw):
    text = crypto.encoded(raw)
    assert not set(text) & set("+/=")
    assert crypto.decoded(text) == crypto.decoded(text + "==") == raw


@pytest.mark.parametrize("text", ["A", "AB", "a+b/", "a b", "é"])
def test_invalid_base64url_is_refused(text):
    with pytest.raises(ValueError, match=r"ascii|base64|padding|character"):
        crypto.decoded(text)
