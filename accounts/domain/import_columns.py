"""The columns of an imported table: what each one is for, guessed from its heading."""

from collections.abc import Mapping, Sequence
from typing import Final

from accounts.domain.attributes import Attribute
from accounts.domain.base_attributes import ADDRESS_KEYS
from accounts.domain.text import search_form
from accounts.domain.violations import Violation

EMAIL: Final = "email"
GROUPS: Final = "groups"
VERIFIED: Final = "verified"
PASSWORD_HASH: Final = "password_hash"
IGNORED: Final = ""
_OWN: Final = (EMAIL, GROUPS, VERIFIED, PASSWORD_HASH)

MAX_COLUMNS: Final = 100
_ROLES: Final = frozenset(
    """
    role roles isadmin isstaff issuperuser admin administrator rolle rollen permissions berechtigungen
    """.split()  # noqa: SIM905
)
_WORDS: Final[Mapping[str, str]] = {
    EMAIL: """
        email mail e-mail emailaddress mailaddress login username primaryemail
        e-mail-adresse emailadresse mailadresse benutzername adresseemail courriel correo correoelectronico
    """,
    GROUPS: "group groups memberof gruppe gruppen mitgliedschaften groupe groupes grupo grupos",
    VERIFIED: "verified emailverified isverified bestatigt verifiziert emailbestatigt verifie verificado",
    PASSWORD_HASH: "passwordhash hashedpassword pwhash passworthash kennworthash motdepassehache",
    "firstName": "firstname givenname forename vorname rufname prenom nombre",
    "lastName": "lastname surname familyname nachname familienname nom nomdefamille apellido apellidos",
    "mobilePhone": "mobile mobilephone cell cellphone handy mobiltelefon mobilnummer portable movil",
    "primaryPhone": "phone telephone phonenumber telefon telefonnummer telefono",
    "department": "department abteilung service departamento",
    "organization": "organization organisation company firma unternehmen entreprise empresa",
    "title": "jobtitle position stelle funktion poste cargo",
    "employeeNumber": "employeenumber employeeid personalnummer mitarbeiternummer matricule",
    "streetAddress": "street streetaddress address strasse anschrift rue calle",
    "city": "city town ort stadt ville ciudad",
    "state": "state region province bundesland kanton provincia",
    "zipCode": "zip zipcode postcode postalcode plz postleitzahl codepostal codigopostal",
    "countryCode": "country countrycode land pays pais",
    "preferredLanguage": "language preferredlanguage sprache langue idioma",
    "costCenter": "costcenter costcentre kostenstelle centredecouts",
    "manager": "manager vorgesetzter vorgesetzte responsable",
}


def _plain(text: str) -> str:
    """Return a heading as it is compared: letters and digits without case and accents."""
    return "".join(char for char in search_form(text) if char.isalnum())


_TARGETS: Final[Mapping[str, str]] = {
    _plain(word): target for target, words in _WORDS.items() for word in words.split()
}


def targets(schema: Mapping[str, Attribute]) -> tuple[str, ...]:
    """Return everything that a column can be for, but to be ignored."""
    return (*_OWN, *(key for key in schema if key not in ADDRESS_KEYS))


def guess(headings: Sequence[str], schema: Mapping[str, Attribute]) -> tuple[str, ...]:
    """Return a target for each heading, each only once: by key, title or a known word."""
    known = targets(schema)
    names = {
        **{word: target for word, target in _TARGETS.items() if target in known},
        **{_plain(schema[key].title): key for key in known if key in schema},
        **{_plain(key): key for key in known},
    }
    found: list[str] = []
    for heading in headings:
        target = names.get(_plain(heading), IGNORED)
        found.append(target if target not in found else IGNORED)
    return tuple(found)


def check_headings(headings: Sequence[str], schema: Mapping[str, Attribute]) -> tuple[Violation, ...]:
    """Return why a table with these headings is refused. Roles are given by owners only, one at a time."""
    if len(headings) > MAX_COLUMNS:
        return (Violation("file", "ssr.import.columns.many", (str(MAX_COLUMNS),)),)
    names = {_plain(text) for key, attribute in schema.items() for text in (key, attribute.title)}
    roles = [heading for heading in headings if _plain(heading) in _ROLES - names]
    return (Violation("file", "ssr.import.role", (roles[0],)),) if roles else ()


def check_mapping(
    mapping: Sequence[str], headings: Sequence[str], schema: Mapping[str, Attribute]
) -> list[Violation]:
    """Return what is wrong with the targets that were chosen for the columns."""
    known = {IGNORED, *targets(schema)}
    if len(mapping) != len(headings) or not known.issuperset(mapping):
        return [Violation("", "ssr.import.mapping")]
    used = [target for target in mapping if target != IGNORED]
    repeated = {target for target in used if used.count(target) > 1}
    violations = [
        Violation(f"column_{number}", "ssr.import.mapping.repeated")
        for number, target in enumerate(mapping)
        if target in repeated
    ]
    return violations if EMAIL in used else [*violations, Violation("", "ssr.import.mapping.email")]
