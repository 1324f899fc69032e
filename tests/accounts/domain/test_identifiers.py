import pytest

from accounts.domain.identifiers import EmailAddress, InvalidEmail, parse_email
from accounts.domain.messages import CATALOGUE
from tests.tables import each

ACCEPTED = [
    ("ada@example.com", "ada@example.com"),
    ("  Ada.Lovelace@EXAMPLE.com ", "ada.lovelace@example.com"),
    ("ada+lists@example.com", "ada+lists@example.com"),
    ("ada_b-c'd@mail.example.co.uk", "ada_b-c'd@mail.example.co.uk"),
    ("ada@bücher.example", "ada@xn--bcher-kva.example"),
    ("ada@Ｅxample.com", "ada@example.com"),
    ("ada@пример.рф", "ada@xn--e1afmkfd.xn--p1ai"),
    ("\u200bada@example.com", "ada@example.com"),
    ("ada@example.com\u200b\u00a0", "ada@example.com"),
    ("\ufeffada@example.com\r\n", "ada@example.com"),
    ("\u202aada@example.com\u202c", "ada@example.com"),
    ("\u2068ada@example.com\u2069", "ada@example.com"),
    ("ada@example.com\u202e", "ada@example.com"),
    ("o'brien@example.com", "o'brien@example.com"),
    ("ada@" + "sub." * 55 + "example.com", "ada@" + "sub." * 55 + "example.com"),
]

REFUSED = [
    "",
    "   ",
    "ada",
    "@example.com",
    "ada@",
    "ada@localhost",
    "ada@[127.0.0.1]",
    "ada@127.0.0.1",
    "ada@example.com.",
    "ada@-example.com",
    "ada@ex_ample.com",
    "ada@example..com",
    "ada@xn--a.com",
    "ada@" + "b" * 64 + ".com",
    "ada@b.c,eve@example.com",
    "ada@exam\u202eple.com",
    "ada@example.com\r\nBcc: eve@example.com",
    "ada%0d%0a@example.com",
    '"ada"@example.com',
    "Ada <ada@example.com>",
    ".ada@example.com",
    "ada..b@example.com",
    "=cmd|calc@example.com",
    "+ada@example.com",
    "-ada@example.com",
    "a" * 65 + "@example.com",
]


@each(("typed", "normal"), ACCEPTED)
def test_an_address_is_compared_in_one_normal_form(typed, normal):
    assert parse_email(typed).normal == normal


@each("typed", REFUSED)
def test_undeliverable_or_harmful_address_is_refused(typed):
    with pytest.raises(InvalidEmail) as refused:
        parse_email(typed)

    assert refused.value.code == "registration.error.invalidLoginEmail"
    assert refused.value.params == ("Email",)


@each(
    ("typed", "code"),
    [
        ("mıke@example.org", "ssr.email.characters"),
        ("\ud800@example.org", "ssr.email.characters"),
        ("ada@" + "sub." * 60 + "example.com", "ssr.email.too_long"),
        ("o\u2019brien@example.org", "ssr.email.apostrophe"),
        ("o\u02bcbrien@example.org", "ssr.email.apostrophe"),
        ("o\u2018brien@example.org", "ssr.email.apostrophe"),
        ("ö\u2019brien@example.org", "ssr.email.characters"),
        ("a\u200bda@example.org", "ssr.email.invisible"),
        ("ada\u00ad@example.org", "ssr.email.invisible"),
        ("ad\u200dä@example.org", "ssr.email.characters"),
        ("a" * 100_000, "ssr.email.too_long"),
    ],
)
def test_a_refusal_that_has_a_better_reason_says_it(typed, code):
    with pytest.raises(InvalidEmail) as refused:
        parse_email(typed)

    assert refused.value.code == code
    assert code in CATALOGUE


def test_mail_goes_to_the_address_as_it_was_typed_but_for_the_domain():
    assert parse_email("Ada@Example.COM") == EmailAddress("Ada@example.com", "ada@example.com", "example.com")


@each(
    ("typed", "masked"),
    [
        ("alexander@example.com", "a•••r@example.com"),
        ("abc@example.com", "a•••c@example.com"),
        ("ab@example.com", "a•••@example.com"),
        ("a@example.com", "a•••@example.com"),
    ],
)
def test_a_masked_address_never_shows_a_whole_name(typed, masked):
    assert parse_email(typed).masked() == masked


def test_message_about_a_curly_apostrophe_names_the_straight_one():
    assert "straight one (')" in CATALOGUE["ssr.email.apostrophe"].text
