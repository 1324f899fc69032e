from zoneinfo import available_timezones

import phonenumbers

from accounts.domain.attributes import AttributeType
from accounts.domain.reference import options_for
from accounts.domain.reference.countries import COUNTRIES
from accounts.domain.reference.languages import LANGUAGES
from accounts.domain.reference.time_zones import TIME_ZONES


def test_every_value_and_every_name_stands_once():
    for pairs in (COUNTRIES, LANGUAGES):
        assert len({code for code, _ in pairs}) == len({name for _, name in pairs}) == len(pairs)
    assert len(set(TIME_ZONES)) == len(TIME_ZONES)


def test_countries_are_the_249_of_the_standard():
    assert len(COUNTRIES) == 249
    assert all(len(code) == 2 and code.isupper() for code, _ in COUNTRIES)


def test_nearly_every_country_has_a_telephone():
    without = {code for code, _ in COUNTRIES} - phonenumbers.SUPPORTED_REGIONS

    assert without == {"AQ", "BV", "GS", "HM", "PN", "TF", "UM"}


def test_every_time_zone_can_be_opened():
    assert set(TIME_ZONES) <= available_timezones()


def test_other_types_have_no_list():
    assert options_for(AttributeType.STRING) == ()
