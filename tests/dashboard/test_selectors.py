from django.utils import translation

from accounts.domain.attributes import Attribute, AttributeType, Option
from dashboard.selectors import shown
from tests.tables import each

COUNTRY = Attribute(key="country", title="Country", type=AttributeType.COUNTRY)
TEAMS = Attribute(
    key="teams",
    title="Teams",
    type=AttributeType.MULTIPLE_CHOICE,
    options=(Option("a", "Apples"), Option("b", "Pears")),
)


@each(("language", "name"), [("en", "Germany"), ("de", "Deutschland"), ("ar", "ألمانيا")])
def test_stored_country_is_shown_by_its_name_in_the_language(language: str, name: str):
    with translation.override(language):
        assert shown(COUNTRY, "DE") == name


@each(
    ("attribute", "value", "text"),
    [
        (COUNTRY, "XX", "XX"),
        (TEAMS, ("b", "a"), "Pears, Apples"),
        (TEAMS, ("c",), "c"),
        (TEAMS, (), ""),
    ],
)
def test_stored_value_is_shown_by_its_title_or_as_it_is(
    attribute: Attribute, value: tuple[str, ...], text: str
):
    assert shown(attribute, value) == text
