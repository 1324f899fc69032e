"""Write accounts/domain/reference/{countries,languages,time_zones}.py.

Country codes come from the time zone database's iso3166.tab (public domain), with the short English names
users look for where the table abbreviates; languages from the locales that Django ships translations for;
time zones from zone1970.tab, so that links and historical names are left out. Run it when one of these
changes:

    python tools/generate_reference.py
"""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

from django.conf.locale import LANG_INFO

ZONEINFO = Path("/usr/share/zoneinfo")
TARGET = Path(__file__).resolve().parent.parent / "accounts" / "domain" / "reference"

SHORT_NAMES = {
    "AE": "United Arab Emirates",
    "AG": "Antigua and Barbuda",
    "AS": "American Samoa",
    "AX": "Åland Islands",
    "BA": "Bosnia and Herzegovina",
    "BL": "Saint Barthélemy",
    "BQ": "Caribbean Netherlands",
    "CC": "Cocos (Keeling) Islands",
    "CD": "Congo (Kinshasa)",
    "CF": "Central African Republic",
    "CG": "Congo (Brazzaville)",
    "CI": "Côte d'Ivoire",
    "CW": "Curaçao",
    "CZ": "Czechia",
    "DO": "Dominican Republic",
    "FK": "Falkland Islands",
    "FM": "Micronesia",
    "GB": "United Kingdom",
    "GS": "South Georgia and the South Sandwich Islands",
    "HM": "Heard Island and McDonald Islands",
    "IO": "British Indian Ocean Territory",
    "KN": "Saint Kitts and Nevis",
    "KP": "North Korea",
    "KR": "South Korea",
    "LC": "Saint Lucia",
    "MF": "Saint Martin (French part)",
    "MK": "North Macedonia",
    "MM": "Myanmar",
    "MO": "Macao",
    "NF": "Norfolk Island",
    "PM": "Saint Pierre and Miquelon",
    "PN": "Pitcairn Islands",
    "RE": "Réunion",
    "SH": "Saint Helena, Ascension and Tristan da Cunha",
    "SJ": "Svalbard and Jan Mayen",
    "ST": "São Tomé and Príncipe",
    "SX": "Sint Maarten (Dutch part)",
    "SZ": "Eswatini",
    "TC": "Turks and Caicos Islands",
    "TF": "French Southern Territories",
    "TL": "Timor-Leste",
    "TR": "Türkiye",
    "TT": "Trinidad and Tobago",
    "UM": "United States Minor Outlying Islands",
    "US": "United States",
    "VA": "Vatican City",
    "VC": "Saint Vincent and the Grenadines",
    "VG": "British Virgin Islands",
    "VI": "United States Virgin Islands",
    "WF": "Wallis and Futuna",
    "WS": "Samoa",
    "YT": "Mayotte",
}


def rows(name: str) -> Iterable[list[str]]:
    lines = (ZONEINFO / name).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))


def countries() -> list[tuple[str, str]]:
    named = [(code, SHORT_NAMES.get(code, name)) for code, name in rows("iso3166.tab")]
    return sorted(named, key=lambda pair: without_accents(pair[1]))


def without_accents(name: str) -> str:
    """Return what users look under: Côte d'Ivoire stands among the names with Co."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def languages() -> list[tuple[str, str]]:
    named = [(language_tag(code), info["name"]) for code, info in LANG_INFO.items() if "name" in info]
    return sorted(named, key=lambda pair: pair[1])


def language_tag(code: str) -> str:
    """Django's lower-case code as an RFC 5646 tag: pt-br to pt-BR, zh-hans to zh-Hans."""
    language, _, rest = code.partition("-")
    shaped = rest.upper() if len(rest) == 2 else rest.title()
    return f"{language}-{shaped}" if rest else language


def time_zones() -> list[str]:
    return ["UTC", *sorted(row[2] for row in rows("zone1970.tab"))]


def write(name: str, docstring: str, constant: str, kind: str, entries: Iterable[str]) -> None:
    body = "".join(f"    {entry},\n" for entry in entries)
    text = f'"""{docstring} Written by tools/generate_reference.py."""\n\n'
    text += f"from typing import Final\n\n{constant}: Final[{kind}] = (\n{body})\n"
    (TARGET / f"{name}.py").write_text(text, encoding="utf-8")


def quoted(*words: str) -> str:
    parts = ", ".join('"' + word.replace('"', '\\"') + '"' for word in words)
    return f"({parts})" if len(words) > 1 else parts


def main() -> None:
    pairs = "tuple[tuple[str, str], ...]"
    write("countries", "ISO 3166-1 alpha-2 codes and English names.", "COUNTRIES", pairs,
          (quoted(*pair) for pair in countries()))  # fmt: skip
    write("languages", "Language tags (RFC 5646) and English names.", "LANGUAGES", pairs,
          (quoted(*pair) for pair in languages()))  # fmt: skip
    write("time_zones", "Names of the IANA time zone database.", "TIME_ZONES", "tuple[str, ...]",
          (quoted(name) for name in time_zones()))  # fmt: skip


if __name__ == "__main__":
    main()
