import json
from collections import Counter
from zoneinfo import available_timezones

import phonenumbers
from babel import Locale
from django.conf.locale import LANG_INFO

from accounts.domain.attributes import AttributeType
from accounts.domain.reference_data import find_value, options_for
from tests.tables import each
from tools import generate_names

FILES = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in generate_names.TARGET.glob("*.json")
}
ALIASES = FILES.pop(generate_names.ALIASES)
COUNTRY, LANGUAGE, TIME_ZONE = AttributeType.COUNTRY, AttributeType.LANGUAGE, AttributeType.TIME_ZONE


def values(type: AttributeType) -> set[str]:
    return {option.value for option in options_for(type)}


def test_every_language_names_the_same_values_each_with_another_name():
    for language, lists in FILES.items():
        for type, names in lists.items():
            assert set(names) == values(AttributeType(type)), (language, type)
            repeated = [name for name, times in Counter(names.values()).items() if times > 1]
            assert not repeated, (language, type)
            assert all(names.values()), (language, type)


@each("language", ["en", "sv", "zh-hans"])
def test_files_are_what_the_tool_writes(language: str):
    written = generate_names.names_in(language, Locale.parse(language, sep="-"))

    assert written == FILES[language], "run python -m tools.generate_names"
    assert [list(names) for names in written.values()] == [list(names) for names in FILES[language].values()]


def test_most_languages_of_django_have_names():
    assert len(FILES) > 80
    assert set(FILES) <= set(LANG_INFO)


def test_countries_are_the_249_of_the_standard():
    assert len(values(COUNTRY)) == 249
    assert all(len(code) == 2 and code.isupper() for code in values(COUNTRY))


def test_nearly_every_country_has_a_telephone():
    without = values(COUNTRY) - phonenumbers.SUPPORTED_REGIONS

    assert without == {"AQ", "BV", "GS", "HM", "PN", "TF", "UM"}


def test_every_time_zone_and_its_aliases_can_be_opened():
    assert values(TIME_ZONE) <= available_timezones()
    assert ALIASES.keys() <= available_timezones()


def test_aliases_are_what_the_tool_writes():
    assert generate_names.zone_aliases() == ALIASES, "run python -m tools.generate_names"


@each(
    ("type", "text", "value"),
    [
        (COUNTRY, " gb ", "GB"),
        (LANGUAGE, "PT-br", "pt-BR"),
        (TIME_ZONE, "utc", "UTC"),
        (TIME_ZONE, "america/new york", "America/New_York"),
        (TIME_ZONE, "Europe/Stockholm", "Europe/Stockholm"),
        (TIME_ZONE, "Asia/Calcutta", "Asia/Kolkata"),
        (TIME_ZONE, "Etc/UTC", "UTC"),
        (TIME_ZONE, "US/Pacific", "America/Los_Angeles"),
        (TIME_ZONE, "Europe/Kiev", "Europe/Kyiv"),
        (TIME_ZONE, "Etc/GMT+5", None),
        (TIME_ZONE, "DE", None),
        (COUNTRY, "EU", None),
    ],
)
def test_value_is_found_in_any_case_and_by_alias(type: AttributeType, text: str, value: str | None):
    assert find_value(type, text) == value


@each(
    ("language", "type", "value", "name"),
    [
        ("en", COUNTRY, "CI", "Côte d’Ivoire"),
        ("de", COUNTRY, "CI", "Côte d’Ivoire"),
        ("de", COUNTRY, "EG", "Ägypten"),
        ("de-at", COUNTRY, "EG", "Ägypten"),
        ("pt-br", LANGUAGE, "de", "alemão"),
        ("tlh", COUNTRY, "EG", "Egypt"),
        ("sv", TIME_ZONE, "Europe/Stockholm", "Sverige"),
        ("en", TIME_ZONE, "Asia/Kolkata", "India"),
        ("en", TIME_ZONE, "America/New_York", "United States (New York)"),
        ("en", TIME_ZONE, "UTC", "UTC"),
    ],
)
def test_name_of_a_value_in_a_language(language: str, type: AttributeType, value: str, name: str):
    assert {option.value: option.title for option in options_for(type, language)}[value] == name


@each(
    ("language", "type", "first"),
    [
        ("en", COUNTRY, ["AF", "AX", "AL"]),
        ("sv", COUNTRY, ["AF", "AL", "DZ"]),
        ("zh-hans", COUNTRY, ["AL", "DZ", "AF"]),
        ("en", TIME_ZONE, ["UTC", "Asia/Kabul", "Europe/Mariehamn"]),
    ],
)
def test_names_are_sorted_as_their_language_does(language: str, type: AttributeType, first: list[str]):
    assert [option.value for option in options_for(type, language)][:3] == first


def test_other_types_have_no_list():
    assert options_for(AttributeType.STRING) == ()
