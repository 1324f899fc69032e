"""Recovery codes and temporary access codes: copied by hand from paper or a telephone call."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from accounts.credentials import access_code, recovery_codes
from accounts.domain.enrollments import AccessCodeDigest, RecoveryCodeSet
from accounts.domain.text_codes import clean, draw, grouped

ID = "enrollment-1"


@pytest.fixture
def codes():
    return recovery_codes.generate(ID)


def test_ten_codes_of_two_groups_are_shown_once(codes):
    assert len(set(codes.shown)) == len(codes.data.digests) == 10
    assert all(re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code) for code in codes.shown)


def test_recovery_codes_are_repeatable_by_key_id_after_rotation(codes, settings):
    assert recovery_codes.generate(ID) == codes
    key_id = codes.data.digests[0].partition(".")[0]
    settings.ENCRYPTION_KEYS = f"k9:{'n' * 40},{settings.ENCRYPTION_KEYS}"
    assert recovery_codes.generate(ID) != codes
    assert recovery_codes.generate(ID, key_id) == codes


def test_each_code_is_known_by_its_own_digest(codes):
    found = {recovery_codes.verify(codes.data, ID, code) for code in codes.shown}
    assert found == set(codes.data.digests)


def test_codes_are_neither_stored_nor_printed_in_clear(codes):
    printed = repr(codes) + "".join(codes.data.digests)
    assert not any(code in printed or code.replace("-", "") in printed for code in codes.shown)


@pytest.mark.parametrize(
    "typed", ["7KQ2MX9TRB", "7kq2m-x9trb", " 7KQ2M X9TRB ", "7KQ2M–X9TRB", "７ＫＱ２Ｍ-Ｘ９ＴＲＢ"]
)
def test_a_code_is_read_however_it_is_typed(typed):
    assert clean(typed) == "7KQ2MX9TRB"


def test_characters_that_look_alike_are_the_same():
    assert clean("oO0 iIlL1") == "00011111"


@pytest.mark.parametrize("typed", ["", "7KQ2M", "7KQ2M-X9TRB-X", "-" * 500, "ÀÉ"])
def test_malformed_code_is_wrong(codes, typed):
    assert recovery_codes.verify(codes.data, ID, typed) is None


def test_a_code_counts_for_its_own_set_only(codes):
    other = recovery_codes.generate("enrollment-2")
    assert not set(other.shown) & set(codes.shown)
    assert recovery_codes.verify(other.data, ID, codes.shown[0]) is None
    assert recovery_codes.verify(codes.data, "enrollment-2", codes.shown[0]) is None
    assert recovery_codes.verify(RecoveryCodeSet(()), ID, codes.shown[0]) is None


def test_codes_are_grouped_for_the_eye():
    assert grouped("7KQ2MX9TRB") == "7KQ2M-X9TRB"
    assert grouped("7KQ2MX9TRB12") == "7KQ2M-X9TRB-12"


@pytest.mark.parametrize("length", [8, 12, 64])
def test_an_access_code_of_any_allowed_length_is_known_again(length):
    code = access_code.new_code(length)
    data = AccessCodeDigest(access_code.digest(code, ID), datetime(2027, 1, 1, tzinfo=UTC))
    assert len(code) == length
    assert access_code.verify(data, ID, grouped(code).lower()) == data.digest
    assert access_code.verify(data, ID, draw(length)) is None
    assert access_code.verify(data, "enrollment-2", code) is None


@pytest.mark.parametrize(("length", "minutes"), [(7, 60), (65, 60), (12, 9), (12, 14401), (12, 0), (12, -60)])
def test_an_access_code_outside_the_bounds_is_refused(length, minutes):
    with pytest.raises(ValueError, match="an access code"):
        access_code.check(length, timedelta(minutes=minutes))


@pytest.mark.parametrize(("length", "minutes"), [(8, 10), (64, 14400), (12, 60)])
def test_an_access_code_at_the_bounds_is_allowed(length, minutes):
    access_code.check(length, timedelta(minutes=minutes))
