"""Policies as entries of the document that a version keeps: complete, and without addresses of users."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any, Final

from pydantic import ValidationError

from accounts.domain.columns import ColumnKind
from accounts.domain.violations import ValidationFailed, Violation
from accounts.models import User
from accounts.users.lookup import user_name, users_by_name
from configuration.document import SECTIONS
from configuration.schema import DocumentEntry, references
from configuration.section import Section
from configuration.sections.accounts import ATTRIBUTES, GROUPS
from configuration.sections.enrollment import ENROLLMENT_POLICIES
from configuration.sections.policies import section_name
from configuration.sections.rules import ZONES
from enrollment.models import ProfileEnrollmentPolicy
from policies.domain.conditions import COLUMNS
from policies.domain.rules import Kind

_BY_NAME: Final = {section.name: section for section in SECTIONS}
_PEOPLE: Final = tuple(column.name for column in COLUMNS if column.kind is ColumnKind.PEOPLE)
_GONE: Final = {
    ATTRIBUTES: "ssr.version.attribute_gone",
    GROUPS: "ssr.version.group_gone",
    ZONES: "ssr.version.zone_gone",
}


def section_of(row: Any) -> Section:
    """Return the section of the document that a policy belongs to."""
    if isinstance(row, ProfileEnrollmentPolicy):
        return _BY_NAME[ENROLLMENT_POLICIES]
    return _BY_NAME[section_name(Kind(row.kind))]


def current_entry(row: Any) -> DocumentEntry | None:
    """Return a policy as it is stored, or nothing where it is not there."""
    section = section_of(row)
    stored = section.rows().filter(public_id=row.public_id).first()
    return section.entry_of(stored) if stored is not None else None


def stored_entry(row: Any) -> dict[str, Any] | None:
    """Return a policy as a version keeps it, or nothing where it is not there."""
    entry = current_entry(row)
    return None if entry is None else _with_ids(full_form(entry))


def full_form(value: Any) -> Any:
    """Return the plain value of an entry with all of its fields: defaults may change with a release."""
    if isinstance(value, list):
        return [full_form(item) for item in value]
    if not isinstance(value, DocumentEntry):
        return value
    return {name: full_form(getattr(value, name)) for name in type(value).model_fields}


def read_entry(section: str, stored: Mapping[str, Any]) -> tuple[DocumentEntry, tuple[Violation, ...]]:
    """Return a version's entry as it would be written today, and violations for what it names and is gone.

    Erased users are left out: no rule can apply to them. Raises ValidationFailed for an entry that this
    release does not read.
    """
    entry = parsed_entry(section, stored, names_of_users([stored]))
    if entry is None:
        raise ValidationFailed([Violation("", "ssr.version.unreadable")])
    return entry, _names_gone(entry)


def parsed_entry(section: str, stored: Mapping[str, Any], names: Mapping[str, str]) -> DocumentEntry | None:
    """Return a version's entry, or nothing where this release does not read it.

    ``names``: of users, by the public ids that the version has in their place; other users are left out.
    """
    try:
        return _BY_NAME[section].entry.model_validate(_mapped(stored, names))
    except ValidationError:
        return None


def names_of_users(entries: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return how the document names the users of versions, by public id."""
    ids = {id for entry in entries for id in _named_in(entry)}
    users = User.objects.filter(public_id__in=ids) if ids else ()
    return {user.public_id: user_name(user) for user in users}


def _names_gone(entry: DocumentEntry) -> tuple[Violation, ...]:
    named = dict.fromkeys((section, name) for _path, section, name in references(entry, ""))
    present = {target: names_in(target) for target, _name in named}
    return tuple(
        Violation("", _GONE[target], (name,)) for target, name in named if name not in present[target]
    )


def names_in(name: str) -> frozenset[str]:
    """Return the names of the entries that a section has."""
    section = _BY_NAME[name]
    return frozenset(section.rows().values_list(section.entry.list_rules.identified_by, flat=True))


def _with_ids(entry: dict[str, Any]) -> dict[str, Any]:
    """Replace addresses by public ids: a version outlives the account of a user it names."""
    users = users_by_name(_named_in(entry))
    return _mapped(entry, {name: user.public_id for name, user in users.items()})


def _named_in(entry: Mapping[str, Any]) -> list[str]:
    named = (
        name
        for rule in entry.get("rules", ())
        for column in _PEOPLE
        for name in rule["when"].get(column) or ()
    )
    return list(dict.fromkeys(named))


def _mapped(entry: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """Return a copy with other names of the users; those that have none are left out."""
    found: dict[str, Any] = deepcopy(dict(entry))
    for rule in found.get("rules", ()):
        for column in (column for column in _PEOPLE if rule["when"].get(column)):
            rule["when"][column] = sorted(names[name] for name in rule["when"][column] if name in names)
    return found
