"""The entry of one policy in a file: the entry alone, or a document that has it among others."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from accounts.domain.violations import ValidationFailed, raise_if
from configuration.document import parse
from configuration.policy_entries import names_in, section_of
from configuration.schema import DEFAULT_KEY, DocumentEntry, references, unknown, violation, violations_of
from configuration.section import Section
from configuration.yaml_text import load

VERSION_KEY = "version"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """An entry that was read. ``path``: where it stands in its file; empty for the entry alone."""

    entry: DocumentEntry
    path: str


def entry_in_file(policy: Any, content: bytes) -> FileEntry:
    """Return the entry of a policy as YAML or JSON has it.

    Raises Unreadable, and ValidationFailed with paths in the file for what is wrong, absent or unknown.
    """
    section, raw = section_of(policy), load(content)
    is_document = isinstance(raw, dict) and VERSION_KEY in raw
    found = _in_document(section, policy, raw) if is_document else FileEntry(_entry_alone(section, raw), "")
    raise_if(
        [
            unknown(name, names_in(target), path)
            for path, target, name in references(found.entry, found.path)
            if name not in names_in(target)
        ]
    )
    return found


def _entry_alone(section: Section, raw: object) -> DocumentEntry:
    try:
        return section.entry.model_validate(raw)
    except ValidationError as error:
        raise ValidationFailed(violations_of(error, section.entry)) from error


def _in_document(section: Section, policy: Any, raw: object) -> FileEntry:
    values = parse(raw).get(section.name, [])
    entry = section.keyed(values).get(DEFAULT_KEY if policy.is_default else policy.name)
    if entry is None:
        raise ValidationFailed([violation("no_entry", policy.name, path=section.name)])
    return FileEntry(entry, section.paths(values)(entry))
