"""Phone numbers as users type and copy them: one reader for profiles and for authenticators."""

import pytest

from accounts.credentials import phone
from accounts.domain.attributes import Attribute, AttributeType
from accounts.domain.phone_numbers import EXTENSION, FORMAT, InvalidPhone, country_of, parse_phone, written
from accounts.domain.values import check_value
from tests.tables import each

MOBILE = "+447400123456"
TYPED = [
    ("+44 7400 123456", "", MOBILE),
    ("\u202d+44 7400 123456\u202c", "", MOBILE),
    ("\u200e+44\u00a07400\u200b123456", "", MOBILE),
    ("\u2066+44\u20117400\u2011123456\u2069", "", MOBILE),
    ("+44.7400.123.456", "", MOBILE),
    ("+44 7400·123·456", "", MOBILE),
    ("(+44) 7400−123456", "", MOBILE),
    ("＋４４ ７４００ １２３４５６", "", MOBILE),
    ("+٤٤ ٧٤٠٠ ١٢٣٤٥٦", "", MOBILE),
    ("+۴۴ ۷۴۰۰ ۱۲۳۴۵۶", "", MOBILE),
    ("+४४ ७४०० १२३४५६", "", MOBILE),
    ("tel:+44-7400-123456", "", MOBILE),
    ("0044 7400 123456", "", MOBILE),
    ("0044 7400 123456", "GB", MOBILE),
    ("00 44 7400 123456", "US", MOBILE),
    ("0044 7400 123456", "JP", MOBILE),
    ("٠٠٤٤٧٤٠٠١٢٣٤٥٦", "EG", MOBILE),
    ("011 44 7400 123456", "US", MOBILE),
    ("07400 123456", "gb", MOBILE),
    ("07400 123456", "GB", MOBILE),
]


@each(("typed", "region", "number"), TYPED)
def test_number_is_read_however_it_was_typed(typed, region, number):
    assert written(parse_phone(typed, region)) == number


@each(("typed", "region", "number"), TYPED)
def test_profile_and_authenticator_read_a_number_alike(typed, region, number):
    attribute = Attribute("mobilePhone", AttributeType.PHONE, "Mobile phone")
    checked = check_value(
        attribute, typed, path="mobilePhone", label="", required=False, default_country=region
    )
    assert (checked.value, checked.violations) == (number, ())
    read = phone.parse(typed, region)
    assert read is not None
    assert read.number == number


@each(
    ("typed", "region", "code"),
    [
        ("", "", FORMAT),
        ("07400 123456", "", FORMAT),
        ("07400 123456", "XX", FORMAT),
        ("0099 7400 123456", "", FORMAT),
        ("00", "GB", FORMAT),
        ("+44 7400", "", FORMAT),
        ("+44 7400 123456 ext. 5", "", EXTENSION),
        ("\u202d+44 7400 12345678901\u202c", "", FORMAT),
        ("+44" + " " * 300 + "7400123456", "", FORMAT),
        ("hello", "GB", FORMAT),
    ],
)
def test_text_that_is_no_number_is_refused(typed, region, code):
    with pytest.raises(InvalidPhone) as refused:
        parse_phone(typed, region)
    assert refused.value.code == code


@each(
    ("values", "country"),
    [({}, ""), ({"countryCode": None}, ""), ({"countryCode": " de "}, "DE"), ({"countryCode": ["DE"]}, "")],
)
def test_country_comes_from_the_profile(values, country):
    assert country_of(values) == country
