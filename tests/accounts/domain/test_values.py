from datetime import date
from decimal import Decimal

import pytest

from accounts.domain.attributes import Attribute, AttributeType, Option
from accounts.domain.base_attributes import BASE_ATTRIBUTES
from accounts.domain.messages import CATALOGUE
from accounts.domain.values import MAX_LONG_TEXT, MAX_TEXT, check_value, unique_form
from tests.tables import each

T = AttributeType
TODAY = date(2026, 3, 1)
SIZES = (Option("s", "Small"), Option("m", "Medium"), Option("l", "Large"))


def attribute(kind, **rules):
    return Attribute("field", kind, "Field", **rules)


def check(attribute, raw, *, label="", required=False, **how):
    return check_value(
        attribute, raw, path="userProfile.field", label=label, required=required, today=TODAY, **how
    )


def code(checked):
    """The message of the only refusal."""
    (violation,) = checked.violations
    assert violation.field == "userProfile.field"
    assert checked.value is None
    return violation.code


@each(
    ("kind", "raw", "stored"),
    [
        (T.STRING, "  Ada ", "Ada"),
        (T.STRING, "Zoe\u0308", "Zoë"),
        (
            T.STRING,
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),
        (T.LONG_TEXT, "one\r\ntwo\rthree\tfour\n", "one\ntwo\nthree\tfour"),
        (T.NUMBER, "12,50", "12.5"),
        (T.NUMBER, "1000", "1000"),
        (T.NUMBER, 0.1, "0.1"),
        (T.NUMBER, "-0", "0"),
        (T.NUMBER, "\u2212３", "-3"),
        (T.INTEGER, "42", 42),
        (T.INTEGER, 42.0, 42),
        (T.BOOLEAN, True, True),
        (T.BOOLEAN, "on", True),
        (T.BOOLEAN, "false", False),
        (T.DATE, "1994-03-27", "1994-03-27"),
        (T.DATE, "1994-3-7", "1994-03-07"),
        (T.DATE, {"year": "1994", "month": 3, "day": " 7 "}, "1994-03-07"),
        (T.DATE, "2024-02-29", "2024-02-29"),
        (T.EMAIL, " Ada@Example.COM ", "Ada@example.com"),
        (T.URL, "example.com/me", "https://example.com/me"),
        (T.URL, "http://BÜCHER.example:8080/a?b=c#d", "http://xn--bcher-kva.example:8080/a?b=c#d"),
        (T.PHONE, "+44 20 7946 0958", "+442079460958"),
        (T.COUNTRY, "gb", "GB"),
        (T.LANGUAGE, "PT-br", "pt-BR"),
        (T.TIME_ZONE, "america/new york", "America/New_York"),
    ],
)
def test_a_value_is_stored_in_one_form_however_it_is_written(kind, raw, stored):
    checked = check(attribute(kind), raw)

    assert checked.violations == ()
    assert checked.value == stored
    assert type(checked.value) is type(stored)


@pytest.mark.parametrize(
    ("kind", "raw", "message"),
    [
        (T.STRING, 5, "model.validation.field.wrong.type"),
        (T.STRING, ["Ada"], "model.validation.field.wrong.type"),
        (T.STRING, "A\x00da", "ssr.text.characters"),
        (T.STRING, "A\nda", "ssr.text.characters"),
        (T.STRING, "Ada\u202eevil", "ssr.text.characters"),
        (T.STRING, "A\ud800da", "ssr.text.characters"),
        (T.LONG_TEXT, "A\x1bda", "ssr.text.characters"),
        (T.STRING, "a" * (MAX_TEXT + 1), "registration.model.validation.field.string.too.long"),
        (T.LONG_TEXT, "a" * (MAX_LONG_TEXT + 1), "registration.model.validation.field.string.too.long"),
        (T.NUMBER, "twelve", "ssr.number.format"),
        (T.NUMBER, "1,000", "ssr.number.format"),
        (T.NUMBER, "1e5", "ssr.number.format"),
        (T.NUMBER, float("nan"), "ssr.number.format"),
        (T.NUMBER, float("inf"), "ssr.number.format"),
        pytest.param(T.NUMBER, 10**5000, "ssr.number.format", id="5000 digits"),
        (T.NUMBER, "9" * 10_000, "ssr.number.format"),
        (T.NUMBER, True, "model.validation.field.wrong.type"),
        (T.INTEGER, "1.5", "ssr.number.whole"),
        (T.BOOLEAN, "perhaps", "model.validation.field.wrong.type"),
        (T.BOOLEAN, 1, "model.validation.field.wrong.type"),
        (T.DATE, "27.3.1994", "ssr.date.format"),
        (T.DATE, 19940327, "ssr.date.format"),
        (T.DATE, {"year": True, "month": 1, "day": 1}, "ssr.date.format"),
        (T.DATE, {"year": "x", "month": 1, "day": 1}, "ssr.date.format"),
        (T.DATE, "1994-03-", "ssr.date.day_missing"),
        (T.DATE, "1994--27", "ssr.date.month_missing"),
        (T.DATE, "-03-27", "ssr.date.year_missing"),
        (T.DATE, {"day": 27, "month": 3}, "ssr.date.year_missing"),
        (T.DATE, "1994-02-30", "ssr.date.day"),
        (T.DATE, "2023-02-29", "ssr.date.day"),
        (T.DATE, "1994-13-01", "ssr.date.month"),
        (T.DATE, "94-03-27", "ssr.date.year"),
        (T.DATE, "0000-03-27", "ssr.date.year"),
        (T.EMAIL, "ada@localhost", "registration.error.invalidLoginEmail"),
        (T.URL, "javascript:alert(1)", "ssr.url.format"),
        (T.URL, "ftp://example.com", "ssr.url.format"),
        (T.URL, "https://ada:secret@example.com", "ssr.url.format"),
        (T.URL, "https://localhost", "ssr.url.format"),
        (T.URL, "https://[::1]/", "ssr.url.format"),
        (T.URL, "https://example.com:port", "ssr.url.format"),
        (T.URL, "https://example.com/a b", "ssr.url.format"),
        (T.URL, 'https://example.com/"onclick', "ssr.url.format"),
        (T.PHONE, "020 7946 0958", "ssr.phone.format"),
        (T.PHONE, "+44 1", "ssr.phone.format"),
        (T.PHONE, "+1 555 0100", "ssr.phone.format"),
        (T.PHONE, "call me", "ssr.phone.format"),
        (T.PHONE, "+1 202 555 0123 ext 5", "ssr.phone.extension"),
        (T.COUNTRY, "Atlantis", "model.validation.field.value.not.allowed"),
        (T.COUNTRY, {"code": "GB"}, "model.validation.field.wrong.type"),
        (T.TIME_ZONE, "Mars/Olympus", "model.validation.field.value.not.allowed"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_reason(kind, raw, message):
    assert code(check(attribute(kind), raw)) == message
    assert message in CATALOGUE


EMPTY = [
    (T.STRING, None),
    (T.STRING, ""),
    (T.STRING, " \t\n"),
    (T.STRING, "\u200b\u2060\u3164"),
    (T.NUMBER, " "),
    (T.BOOLEAN, None),
    (T.DATE, "--"),
    (T.DATE, " - - "),
    (T.DATE, {"year": "", "month": " ", "day": None}),
    (T.DATE, {}),
    (T.MULTIPLE_CHOICE, []),
    (T.PHONE, ""),
    (T.COUNTRY, ""),
]


@each(("kind", "raw"), EMPTY)
def test_an_optional_value_that_is_empty_is_none(kind, raw):
    checked = check(attribute(kind), raw)

    assert checked.value is None
    assert checked.violations == ()


@each(("kind", "raw"), EMPTY)
def test_a_required_value_that_is_empty_is_refused(kind, raw):
    assert code(check(attribute(kind), raw, required=True))


@each(
    ("asked", "label", "sentence"),
    [
        (BASE_ATTRIBUTES[3], "", "Enter your first name."),
        (BASE_ATTRIBUTES[3], "What do friends call you?", "Fill in “What do friends call you?”."),
        (BASE_ATTRIBUTES[18], "", "Choose an answer for “Country”."),
        (Attribute("terms", T.BOOLEAN, "I accept the terms"), "", "Select “I accept the terms” to continue."),
    ],
)
def test_missing_value_is_named(asked, label, sentence):
    (violation,) = check(asked, None, label=label, required=True).violations

    template = CATALOGUE[violation.code].text
    assert template.replace("{0|inline}", "first name").replace("{0}", violation.params[0]) == sentence


def test_a_required_yes_is_a_consent_so_no_is_not_enough():
    assert code(check(attribute(T.BOOLEAN), False, required=True)) == "ssr.field.consent"
    assert check(attribute(T.BOOLEAN), True, required=True).value is True


@each(
    ("rules", "raw", "message", "params"),
    [
        ({"min_length": 3}, "ab", "registration.model.validation.field.string.too.short", ("3", "Size")),
        ({"max_length": 3}, "abcd", "registration.model.validation.field.string.too.long", ("3", "Size")),
        (
            {"pattern": "[0-9]+", "pattern_message": "Digits only."},
            "1a",
            "ssr.text.pattern",
            ("Digits only.",),
        ),
        ({"pattern": "[0-9]+"}, "1a", "registration.error.doesNotMatchPattern", ("Size",)),
    ],
)
def test_a_text_keeps_to_length_and_pattern(rules, raw, message, params):
    (violation,) = check(attribute(T.STRING, **rules), raw, label="Size").violations

    assert (violation.code, violation.params) == (message, params)


def test_a_length_counts_characters_after_normalising():
    assert check(attribute(T.STRING, max_length=3), "Zoe\u0308").value == "Zoë"


def test_a_pattern_must_match_the_whole_value():
    assert check(attribute(T.STRING, pattern="[0-9]{4}"), "12345").violations


@each(
    ("raw", "message"),
    [("0.9", "ssr.number.too_small"), ("1", ""), ("2.5", ""), ("2.51", "ssr.number.too_large")],
)
def test_a_number_keeps_to_its_range(raw, message):
    ranged = attribute(T.NUMBER, minimum=Decimal(1), maximum=Decimal("2.5"))

    assert [violation.code for violation in check(ranged, raw).violations] == ([message] if message else [])


@each(
    ("raw", "message"),
    [
        ("1899-12-31", "ssr.date.too_early"),
        ("1900-01-01", ""),
        ("2026-03-01", ""),
        ("2026-03-02", "ssr.date.too_late"),
    ],
)
def test_a_date_keeps_to_its_range_and_today_moves(raw, message):
    ranged = attribute(T.DATE, earliest="1900-01-01", latest="today")

    assert [violation.code for violation in check(ranged, raw).violations] == ([message] if message else [])


@each(
    ("raw", "stored"),
    [(["l", "s"], ("s", "l")), ("m", ("m",)), (("s", "s"), ("s",))],
)
def test_several_choices_are_stored_in_the_order_of_the_list(raw, stored):
    assert check(attribute(T.MULTIPLE_CHOICE, options=SIZES), raw).value == stored


@each(
    ("raw", "message"),
    [
        (["s", "xl"], "model.validation.field.value.not.allowed"),
        (["s", 1], "model.validation.field.wrong.type"),
        ({"s": True}, "model.validation.field.wrong.type"),
        (["s"], "model.validation.field.array.minItems"),
        (["s", "m", "l"], "model.validation.field.array.maxItems"),
    ],
)
def test_several_choices_must_be_offered_and_neither_too_few_nor_too_many(raw, message):
    pair = attribute(T.MULTIPLE_CHOICE, options=SIZES, min_items=2, max_items=2)

    assert code(check(pair, raw)) == message


@each("raw", ["xl", "S", "Small"])
def test_one_choice_must_be_offered(raw):
    assert code(check(attribute(T.CHOICE, options=SIZES), raw)) == "model.validation.field.value.not.allowed"


def test_phone_number_without_country_code_takes_country_of_the_form():
    assert check(attribute(T.PHONE), "020 7946 0958", default_country="GB").value == "+442079460958"


@each(
    ("kind", "first", "second"),
    [
        (T.STRING, "Ａda  Lovelace", "ADA lovelace"),
        (T.STRING, "Straße", "STRASSE"),
        (T.EMAIL, "Ada@example.com", "ada@EXAMPLE.com"),
        (T.INTEGER, 7, 7),
    ],
)
def test_values_in_equivalent_spellings_are_duplicates(kind, first, second):
    assert unique_form(attribute(kind), first) == unique_form(attribute(kind), second)
