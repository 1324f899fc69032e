import pytest

from accounts.credentials import phone
from accounts.domain.enrollments import PhoneNumber
from tests.tables import each


@pytest.mark.parametrize(
    ("typed", "region", "number"),
    [
        ("+1 202-555-0123", "", "+12025550123"),
        ("(202) 555-0123", "us", "+12025550123"),
        ("07400 123456", "GB", "+447400123456"),
        ("+44 7400 123456", "US", "+447400123456"),
        ("0171 1234567", "DE", "+491711234567"),
        ("００４９ １７１ １２３４５６７", "DE", "+491711234567"),
    ],
)
def test_number_is_read_in_common_spellings(typed, region, number):
    assert phone.parse(typed, region) == PhoneNumber(number)


@each(
    ("typed", "region"),
    [
        ("", "US"),
        ("hello", "US"),
        ("202-555-0123", ""),
        ("202-555-0123", "XX"),
        ("+1 202", "US"),
        ("+999 123456789", "US"),
        ("+1 202-555-0123 ext. 5", "US"),
        ("+1 900 555 0123", "US"),
        ("+1 800 555 0123", "US"),
        ("+49 30 123456", "DE"),
        ("+1" + "2" * 60, "US"),
    ],
)
def test_number_without_text_messages_is_refused(typed, region):
    assert phone.parse(typed, region) is None


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+12025550123", "+1 ••• ••• 0123"),
        ("+447400123456", "+44 •••• ••3456"),
        ("+491711234567", "+49 ••• •••4567"),
    ],
)
def test_a_number_is_shown_with_its_last_four_digits(number, shown):
    assert phone.masked(PhoneNumber(number)) == shown
