import gzip
from pathlib import Path

from django.contrib import auth

from accounts.domain.guessable import is_common
from accounts.domain.messages import CATALOGUE
from accounts.domain.passwords import (
    PasswordRules,
    check_password,
    describe,
    normalise_password,
    personal_words,
)
from tests.tables import each

RULES = PasswordRules()
ADA = ("Ada", "Okafor-Lind", "ada.okafor@orchard.example", "Orchard Ltd")


def codes(password, rules=RULES, personal=ADA):
    return [violation.code for violation in check_password(password, rules, personal)]


GOOD = [
    "kettle orbit plume",
    "tangerine-lizard-boots",
    "purple elephant dancing tonight",
    "mississippi river boat",
    "xkqvwmzpfjtbnah",
    "314159265358979",
    "Zx9#kQ2vLp0!mRtB",
    "ünïcödé wörter hier",
    "мой дядя самых честных правил",
    "🦊🍎🚲🌧🎻🧵🪐🐌🥐🧲🚪🎲🪁🧊🌻",
    "   seven red zebras   ",
    "kettle orbit plume " + "x y z " * 39,
]

COMMON = [
    "Password2024Password",
    "passwordpassword",
    "P@ssw0rd1234567",
    "thisismypassword",
    "mysecretpassword1",
    "iloveyouforever1",
    "Sommer2024!Sommer",
    "monkeymonkeymonkey",
    "letmeinletmein123",
    "drowssapdrowssap",
    "correcthorsebatterystaple",
    "qwertyuiopasdfghjkl",
    "Qwertyuiop123456",
    "1qaz2wsx3edc4rfv",
    "q1w2e3r4t5y6u7i8",
    "a1b2c3d4e5f6g7h8",
    "123456789012345",
    "aaaaaaaaaaaaaaa",
    "abcabcabcabcabc",
    "密码密码密码密码密码密码密码密码",
    "a" * 256,
]


@each("password", GOOD)
def test_long_passwords_of_any_characters_are_good(password):
    assert codes(password) == []


@each("password", COMMON)
def test_a_long_password_that_guessers_try_first_is_refused(password):
    assert len(password) >= 15
    assert codes(password) == ["password.common"]


@each("password", ["password1", "kevin123", "monkey12", "qwertyui", "11111111", "iloveyou"])
def test_short_common_password_is_refused_where_short_ones_are_allowed(password):
    assert codes(password, PasswordRules(min_length=8)) == ["password.common"]


@each("password", ["x7Kq!mZ2", "velvet-9-otter", "Tr8#kQ2v"])
def test_short_random_password_is_accepted_where_short_ones_are_allowed(password):
    assert codes(password, PasswordRules(min_length=8)) == []


@each(
    ("password", "expected"),
    [
        ("", ["ssr.password.blank"]),
        ("kettle orbit", ["ssr.password.too_short"]),
        ("password", ["ssr.password.too_short", "password.common"]),
        ("kettle orbit plume " * 14, ["ssr.password.too_long"]),
        ("x" * 5_000_000, ["ssr.password.too_long"]),
        ("kettle orbit\x00plume", ["ssr.password.characters"]),
        ("kettle orbit\ud800plume", ["ssr.password.characters"]),
        ("kettle OKAFOR plume", ["ssr.password.personal"]),
        ("kettle-orchard-plume", ["ssr.password.personal"]),
    ],
)
def test_a_refusal_names_every_reason(password, expected):
    assert codes(password) == expected
    assert set(expected) <= set(CATALOGUE)


def test_refusals_belong_to_the_password_field():
    assert {violation.field for violation in check_password("short", RULES, ())} == {"credentials.passcode"}


def test_policy_can_disable_each_rule():
    lenient = PasswordRules(min_length=8, refuse_common=False, refuse_personal=False)

    assert codes("okaforpassword", lenient) == []


def test_length_counts_the_hashed_form():
    assert normalise_password("e\u0301") == "é"
    assert codes("e\u0301" * 14) == ["ssr.password.too_short", "password.common"]


@each(
    ("personal", "words"),
    [
        (ADA, ("orchard", "okafor", "lind")),
        (("ANNA",), ("anna",)),
        (("a@mail.example.com",), ("example", "mail")),
        (("", "  ", "--"), ()),
    ],
)
def test_words_of_three_letters_are_no_reason_to_refuse(personal, words):
    assert personal_words(personal) == words


def test_the_checklist_says_each_rule_and_how_to_check_it():
    rules = describe(RULES, ("Ada", "Okafor"))

    assert [rule.data_rule for rule in rules] == ["min:15", "max:256", "not:okafor", ""]
    assert rules[0].text == "At least 15 characters"


def test_checklist_omits_rules_the_policy_does_not_set():
    lenient = PasswordRules(refuse_common=False, refuse_personal=False)

    assert [rule.data_rule for rule in describe(lenient)] == ["min:15", "max:256"]


def test_commonest_passwords_of_every_allowed_length_are_refused():
    """OWASP ASVS 5.0, 6.2.4: Django's list holds more than eight thousand of eight characters or more."""
    with gzip.open(Path(auth.__file__).with_name("common-passwords.txt.gz"), "rt", encoding="utf-8") as lines:
        listed = [one for one in lines.read().split("\n") if len(one) >= 8]
    assert len(listed) > 8000
    assert [one for one in listed if not is_common(one.strip())] == []


OLDER = PasswordRules(min_length=8, min_lower=1, min_upper=1, min_number=1, min_symbol=1)


@each(
    ("password", "refused"),
    [
        ("Kettle-7-plume", []),
        ("kettle-7-plume", ["ssr.password.few_upper"]),
        ("KETTLE-7-PLUME", ["ssr.password.few_lower"]),
        ("Kettle-x-plume", ["ssr.password.few_number"]),
        ("Kettle7plumeorb", ["ssr.password.few_symbol"]),
        ("ünïcödÉ 7 wörter", []),
        (
            "密码学家今天吃面包吗",
            [f"ssr.password.few_{key}" for key in ("lower", "upper", "number", "symbol")],
        ),
    ],
)
def test_an_administrator_can_ask_for_classes_of_characters(password, refused):
    assert codes(password, OLDER) == refused


def test_the_checklist_says_which_classes_and_leaks_are_refused():
    rules = PasswordRules(min_number=2, refuse_breached=True, refuse_common=False, refuse_personal=False)

    assert [line.message.key for line in describe(rules)][2:] == [
        "ssr.password.rule.number",
        "ssr.password.rule.breached",
    ]
