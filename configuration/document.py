"""The document: all sections in the order in which they are read and written."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Annotated, Any, Final

from pydantic import Field, ValidationError
from pydantic.json_schema import GenerateJsonSchema

from accounts.domain.violations import ValidationFailed
from configuration.schema import (
    Checked,
    DocumentEntry,
    Kept,
    entry,
    short_form,
    violation,
    violations_of,
)
from configuration.section import Section
from configuration.sections.accounts import AttributesSection, BrandSection, GroupsSection
from configuration.sections.applications import ApplicationsSection
from configuration.sections.enrollment import EnrollmentPoliciesSection
from configuration.sections.group_rules import GroupRulesSection
from configuration.sections.identity_providers import IdentityProvidersSection
from configuration.sections.policies import PoliciesSection, ProtectionSection, ZonesSection
from policies.domain.rules import Kind

VERSION: Final = 1
SECTIONS: Final[tuple[Section, ...]] = (
    BrandSection(),
    GroupsSection(),
    AttributesSection(),
    IdentityProvidersSection(),
    ZonesSection(),
    *(PoliciesSection(kind) for kind in Kind),
    EnrollmentPoliciesSection(),
    ProtectionSection(),
    ApplicationsSection(),
    GroupRulesSection(),
)

Values = dict[str, Any]
"""By the name of a section: its entry or entries."""


def _version(raw: Any) -> int:
    if isinstance(raw, bool) or raw != VERSION:
        raise ValidationFailed([violation("version", str(VERSION))])
    return VERSION


def document_model(sections: Iterable[Section]) -> type[DocumentEntry]:
    """Return the model of a document with these sections; each may be left out."""
    fields: dict[str, Any] = {"version": (Annotated[Any, Checked(_version, {"const": VERSION})], ...)}
    for heading, members in groupby(sections, lambda section: section.heading):
        parts = list(members)
        comment = _omitted(parts[0].comment)
        if parts[0].name == heading:
            fields[heading] = (parts[0].content, comment)
        else:
            inner = {part.name.partition(".")[2]: (part.content, _omitted("")) for part in parts}
            fields[heading] = (entry(heading.capitalize(), inner), comment)
    return entry("Document", fields)


def _omitted(comment: str) -> Any:
    """Return a field without a value of its own: it is absent from the JSON Schema's defaults."""
    return Field(
        default=None, description=comment or None, json_schema_extra=lambda schema: schema.pop("default")
    )


DOCUMENT: Final = document_model(SECTIONS)


def read_values(sections: Sequence[Section] = SECTIONS) -> Values:
    """Return the configuration as it is."""
    return {section.name: section.read() for section in sections}


def parse(
    raw: object, sections: Sequence[Section] = SECTIONS, model: type[DocumentEntry] = DOCUMENT
) -> Values:
    """Return the sections that a document has. Raises ValidationFailed with everything that is wrong."""
    values = {"version": None, **raw} if isinstance(raw, dict) else raw
    try:
        document = model.model_validate(values)
    except ValidationError as error:
        raise ValidationFailed(violations_of(error, model)) from error
    found = {section.name: _part(document, section.name) for section in sections}
    return {name: part for name, part in found.items() if part is not None}


def _part(document: DocumentEntry, name: str) -> Any:
    part: Any = document
    for step in name.split("."):
        part = None if part is None else getattr(part, step)
    return part


def complete(sections: Sequence[Section], current: Values, wanted: Values) -> None:
    """Give fields that keep their value, and that an entry left out, the values of ``current``."""
    for section in sections:
        kept = [name for name, field in section.entry.model_fields.items() if Kept() in field.metadata]
        if kept and section.name in wanted:
            now = section.keyed(current[section.name])
            for key, item in section.keyed(wanted[section.name]).items():
                for name in (name for name in kept if name not in item.model_fields_set and key in now):
                    setattr(item, name, getattr(now[key], name))


def plain_document(values: Values) -> dict[str, Any]:
    """Return the configuration as users read it, without the version."""
    found: dict[str, Any] = {}
    for path, part in values.items():
        heading, _dot, name = path.partition(".")
        place = found.setdefault(heading, {}) if name else found
        place[name or heading] = short_form(part)
    return found


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of the document, for editors."""
    return {"$schema": GenerateJsonSchema.schema_dialect, **DOCUMENT.model_json_schema()}
