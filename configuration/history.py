"""The versions of a policy with who wrote them and what changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext

from accounts.domain.events import ActorType
from accounts.domain.violations import ValidationFailed, Violation
from accounts.models import User
from configuration.change_texts import ChangeSentence, change_sentences
from configuration.models import PolicyVersion
from configuration.policy_entries import (
    current_entry,
    names_of_users,
    parsed_entry,
    read_entry,
    section_of,
    stored_entry,
)
from configuration.schema import DocumentEntry

PER_PAGE: Final = 20
MAX_LISTED: Final = 200


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One version as a page shows it. ``author``: an address; empty for the server itself.

    ``changes``: what differs from the version before; nothing where one of the two can't be read.
    ``undo_changes``: what undoing to it would change now. ``is_current``: the policy is what it says.
    """

    version: PolicyVersion
    author: str
    changes: tuple[ChangeSentence, ...]
    undo_changes: tuple[ChangeSentence, ...]
    is_current: bool

    @property
    def is_start(self) -> bool:
        """Whether it is a state without a known author: before the first change, or of a change elsewhere."""
        return not self.version.actor_type


def versions_of(row: Any, before: int | None = None, limit: int = PER_PAGE) -> list[VersionSummary]:
    """Return the newest versions of a policy, newest first; those before a number, if given."""
    rows = PolicyVersion.objects.filter(policy=row.public_id)
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows[: limit + 1])
    authors, current = _authors(found), stored_entry(row) or {}
    names = names_of_users([current, *(version.entry for version in found)])
    entries = [parsed_entry(version.section, version.entry, names) for version in found]
    present = parsed_entry(section_of(row).name, current, names)
    summaries = [
        VersionSummary(
            version,
            authors.get(version.actor_id, ""),
            _changes(older, newer),
            _changes(present, newer),
            version.entry == current,
        )
        for version, (newer, older) in zip(found, pairwise([*entries, None]), strict=True)
    ]
    return summaries[:limit]


def _changes(older: DocumentEntry | None, newer: DocumentEntry | None) -> tuple[ChangeSentence, ...]:
    return () if older is None or newer is None else change_sentences(older, newer)


def changes_since(row: Any, number: int) -> tuple[ChangeSentence, ...]:
    """Return what has changed in a policy since a version of it; 0 means before its first change.

    Where that version is gone or can't be read, a sentence says so.
    """
    later = PolicyVersion.objects.filter(policy=row.public_id, number__gt=number)
    if not later.exists():
        return ()
    version = PolicyVersion.objects.filter(policy=row.public_id, number=max(number, 1)).first()
    earlier, present = _entry_of(version), current_entry(row)
    if earlier is None or present is None:
        # Translators: draft of a policy, when the changes of the policy can't be listed
        return (ChangeSentence(gettext("These changes can’t be listed. See the history of the policy.")),)
    return change_sentences(earlier, present)


def _entry_of(version: PolicyVersion | None) -> DocumentEntry | None:
    if version is None:
        return None
    return parsed_entry(version.section, version.entry, names_of_users([version.entry]))


def _authors(versions: Sequence[PolicyVersion]) -> dict[str, str]:
    ids = {version.actor_id for version in versions if version.actor_type == ActorType.USER.value}
    users = User.objects.filter(public_id__in=ids)
    return {user.public_id: user.login or user.public_id for user in users}


def version_numbered(row: Any, number: int) -> PolicyVersion:
    """Return a version of a policy. Raises ValidationFailed."""
    found = PolicyVersion.objects.filter(policy=row.public_id, number=number).first()
    if found is None:
        raise ValidationFailed([Violation("", "ssr.version.unknown", (row.name, str(number)))])
    return found


def restoring_changes(row: Any, version: PolicyVersion) -> tuple[ChangeSentence, ...]:
    """Return what restoring a version would change. Raises ValidationFailed for what it names and is gone."""
    current, (wanted, gone) = stored_entry(row), read_entry(version.section, version.entry)
    if gone:
        raise ValidationFailed(gone)
    present, _gone = read_entry(version.section, current or {})
    return change_sentences(present, wanted)
