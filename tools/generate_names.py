"""Write accounts/domain/data/names/: names of countries, languages and zones, a file for each language.

The names are CLDR's, read with Babel; Node sorts each list as its language does. Countries are those of the
time zone database's iso3166.tab, zones those of its zone.tab, languages those that Django has a name for. A
file holds three lists, from the stored value to the name, in the order in which a page shows them. Another
file has the zone that each alias means. Run it after an update of Babel, Django or tzdata:

    python -m tools.generate_names
"""

import json
import subprocess
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location
from django.conf.locale import LANG_INFO

from tools.npm_ci import NODE

DATABASE = files("tzdata")
TARGET = Path(__file__).resolve().parent.parent / "accounts" / "domain" / "data" / "names"
ALIASES = "zone_aliases"

Names = dict[str, str]

SORT = """
const { language, lists } = JSON.parse(require("fs").readFileSync(0));
const { compare } = new Intl.Collator(language);
const sorted = lists.map(names => names.sort(([, one], [, other]) => compare(one, other)));
console.log(JSON.stringify(sorted));
"""


def rows(table: str) -> Iterator[list[str]]:
    """Read the rows of a table of the time zone database."""
    lines = (DATABASE / "zoneinfo" / table).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))


COUNTRIES = [row[0] for row in rows("iso3166.tab")]
COUNTRY_OF_ZONE = {row[2]: row[0] for row in rows("zone.tab")}
ENGLISH = Locale("en")
LANGUAGES = [code for code, info in LANG_INFO.items() if "name" in info]


def locale_of(language: str) -> Locale | None:
    """Return Babel's locale for Django's code of a language, if it has one."""
    try:
        return Locale.parse(language, sep="-")
    except UnknownLocaleError:
        return None


def country_name(country: str, locale: Locale) -> str:
    """Return the name of a country in a locale, in English if it has none."""
    return str(locale.territories.get(country) or ENGLISH.territories[country])


def language_tag(code: str) -> str:
    """Return Django's lower-case code as an RFC 5646 tag: pt-br as pt-BR, zh-hans as zh-Hans."""
    language, _, rest = code.partition("-")
    return "-".join(filter(None, (language, rest.upper() if len(rest) == 2 else rest.title())))


def language_name(code: str, locale: Locale) -> str:
    """Return the name of a language in a locale, in English if it has none."""
    named = locale_of(code)
    name = named.get_display_name(locale) if named else locale.languages.get(code)
    return name or str(LANG_INFO[code]["name"])


def zone_name(zone: str, locale: Locale, zones_of: Counter[str]) -> str:
    """Return the country of a zone, with the city where the country has several zones."""
    country = country_name(COUNTRY_OF_ZONE[zone], locale)
    if zones_of[COUNTRY_OF_ZONE[zone]] == 1:
        return country
    city = get_timezone_location(zone, locale=locale, return_city=True)
    return str(locale.zone_formats["fallback"]) % {"0": city, "1": country}


def names_in(language: str, locale: Locale) -> dict[str, Names]:
    """Return the lists of a language, sorted as the language does."""
    zones_of = Counter(COUNTRY_OF_ZONE.values())
    lists = [
        [(code, country_name(code, locale)) for code in COUNTRIES],
        [(language_tag(code), language_name(code, locale)) for code in LANGUAGES],
        [(zone, zone_name(zone, locale, zones_of)) for zone in COUNTRY_OF_ZONE],
    ]
    asked = json.dumps({"language": language, "lists": lists})
    done = subprocess.run([NODE, "-e", SORT], input=asked, capture_output=True, text=True, check=True)
    countries, languages, zones = (dict(pairs) for pairs in json.loads(done.stdout))
    return {"country": countries, "language": languages, "time_zone": {"UTC": "UTC"} | zones}


def zone_aliases() -> Names:
    """Return the listed zone that any other name of it means; CLDR keeps them together."""
    group_of = get_global("zone_aliases")
    listed = {group_of.get(zone, zone): zone for zone in COUNTRY_OF_ZONE} | {"Etc/UTC": "UTC"}
    names = (DATABASE / "zones").read_text(encoding="utf-8").split()
    others = sorted(set(names) - COUNTRY_OF_ZONE.keys() - {"UTC"})
    meant = ((alias, listed.get(group_of.get(alias, alias))) for alias in others)
    return {alias: zone for alias, zone in meant if zone}


def write(name: str, lists: dict[str, Names] | dict[str, str]) -> None:
    """Write a file with a line for each list."""
    lines = (f"{json.dumps(key)}: {json.dumps(held, ensure_ascii=False)}" for key, held in lists.items())
    (TARGET / f"{name}.json").write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    written: dict[str, dict[str, Names]] = {}
    for language in sorted(LANGUAGES):
        locale = locale_of(language)
        if locale and len(locale.territories) >= len(COUNTRIES) / 2:
            names = names_in(language, locale)
            if names != written.get(language.partition("-")[0]):
                written[language] = names
                write(language, names)
    write(ALIASES, zone_aliases())


if __name__ == "__main__":
    main()
