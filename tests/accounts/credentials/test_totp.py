import base64
import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pyotp
import pytest

from accounts.configuration_cache import raise_version
from accounts.credentials import crypto, totp
from accounts.domain.enrollments import TotpSecret
from accounts.models import Brand
from tests.tables import each

ID = "enrollment-1"
STEP = 58_000_000
RFC_6238_SEED = b"12345678901234567890"


def at(step, second=0):
    return datetime.fromtimestamp(step * 30 + second, UTC)


def sealed(seed=RFC_6238_SEED):
    return TotpSecret(crypto.seal(seed, purpose=totp.PURPOSE, subject=ID))


def code(step, seed=RFC_6238_SEED):
    return pyotp.HOTP(base64.b32encode(seed).decode()).at(step)


@pytest.mark.parametrize(
    ("seconds", "digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238_are_right_with_their_last_six_digits(seconds, digits):
    now = datetime.fromtimestamp(seconds, UTC)
    assert totp.verify(sealed(), ID, digits[-6:], now) == seconds // 30


@pytest.mark.parametrize(("offset", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_code_one_step_off_is_accepted(offset, right):
    found = totp.verify(sealed(), ID, code(STEP + offset), at(STEP, 29))
    assert found == (STEP + offset if right else None)


@pytest.mark.parametrize(
    ("last", "offset", "right"),
    [(-1, 0, True), (0, 0, False), (0, -1, False), (0, 1, True), (1, 0, False), (1, 1, False)],
)
def test_a_step_counts_once_and_no_older_one_after_it(last, offset, right):
    data = replace(sealed(), last_step=STEP + last)
    typed = code(STEP + offset)
    assert (totp.verify(data, ID, typed, at(STEP)) == STEP + offset) is right
    assert totp.was_used(data, ID, typed, at(STEP)) is not right


def test_a_wrong_code_was_not_used():
    typed = "000000" if code(STEP) != "000000" else "111111"
    assert not totp.was_used(replace(sealed(), last_step=STEP), ID, typed, at(STEP))


@pytest.mark.parametrize("shape", ["{} {}", " {}{} ", "{}-{}", "{}\u00a0{}"])
def test_a_code_is_read_however_it_is_spaced(shape):
    digits = code(STEP)
    assert totp.verify(sealed(), ID, shape.format(digits[:3], digits[3:]), at(STEP)) == STEP


@each("typed", ["", "12345", "1234567", "abcdef", "١٢٣٤٥٦x", "0" * 10_000, "\ud800"])
def test_malformed_code_is_wrong(typed):
    assert totp.verify(sealed(), ID, typed, at(STEP)) is None


def test_a_secret_counts_for_its_own_enrollment_only():
    assert totp.verify(sealed(), "enrollment-2", code(STEP), at(STEP)) is None


def test_secret_with_a_lost_key_matches_nothing_and_is_logged(settings, caplog):
    data = sealed()
    settings.ENCRYPTION_KEYS = f"another:{'n' * 40}"
    assert totp.verify(data, ID, code(STEP), at(STEP)) is None
    assert [record.enrollment for record in caplog.records] == [ID]
    assert data.secret not in caplog.text


def test_seeds_are_long_and_never_alike():
    first, second = totp.new_secret(ID), totp.new_secret(ID)
    opened = [crypto.unseal(one.secret, purpose=totp.PURPOSE, subject=ID) for one in (first, second)]
    assert opened[0] != opened[1]
    assert {len(seed) for seed in opened} == {20}


@pytest.mark.django_db
def test_an_app_gets_the_secret_as_address_as_key_and_as_picture():
    Brand.objects.update(name="Pear & Co")
    raise_version()
    given = totp.provisioning(sealed(), ID, "ada+x@example.com", qr_title="Scan <this>")
    uri = urlsplit(given.uri)
    assert (uri.scheme, uri.netloc, unquote(uri.path)) == ("otpauth", "totp", "/Pear & Co:ada+x@example.com")
    said = parse_qs(uri.query)
    assert (said["issuer"], said["secret"]) == (["Pear & Co"], [base64.b32encode(RFC_6238_SEED).decode()])
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", given.key)
    assert given.key.replace(" ", "") == said["secret"][0]
    assert pyotp.parse_uri(given.uri).at(at(STEP)) == code(STEP)
    assert given.qr_png.startswith("data:image/png;base64,")


@pytest.mark.django_db
def test_qr_code_is_inline_svg_with_accessible_name_and_contrast():
    svg = totp.provisioning(sealed(), ID, "ada@example.com", qr_title="Scan <this>").qr_svg
    assert svg.startswith('<svg role="img" ')
    assert "<?xml" not in svg
    assert "<title>Scan &lt;this&gt;</title>" in svg
    assert 'fill="#fff"' in svg
    assert 'stroke="#000"' in svg
    assert "<script" not in svg
    assert "style=" not in svg


@pytest.mark.django_db
def test_no_secret_is_seen_when_a_value_is_printed():
    data = sealed()
    given = totp.provisioning(data, ID, "ada@example.com", qr_title="Scan")
    printed = repr((data, given))
    assert data.secret not in printed
    assert given.key[:4] not in printed
    assert "otpauth" not in printed
