"""Restoring an earlier version of a policy: what it would change, and the write."""

from dataclasses import dataclass
from typing import Any

from accounts.configuration_cache import locked_version
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import record
from accounts.versions import CHANGED_MEANWHILE
from configuration.column_types import write_columns
from configuration.keeper import newest_version
from configuration.models import PolicyVersion
from configuration.policy_entries import current_entry, read_entry, section_of
from configuration.schema import label_of
from configuration.section import EntryChange
from policies.services.change_blocks import one_change
from policies.services.policy_changes import Author, keeping_owner_access


@dataclass(frozen=True, slots=True)
class Restoration:
    """A request to make a policy what a version says. ``seen``: the newest version that was looked at."""

    version: PolicyVersion
    seen: int


def restore(row: Any, request: Restoration, author: Author) -> None:
    """Write an earlier version of a policy by its services, in one atomic block.

    Raises ValidationFailed for a policy that has changed since it was looked at, for everything that is gone
    and named by the version, for what a service refuses, and where no owner could sign in then.
    """
    with one_change():
        locked_version()
        newest = newest_version(row.public_id)
        if newest is None or newest.number != request.seen:
            raise ValidationFailed([Violation("", CHANGED_MEANWHILE)])
        wanted, gone = read_entry(request.version.section, request.version.entry)
        raise_if(gone)
        write_entry(row, wanted, author)
        event = author.entry("policy.lifecycle.restore", row.event_target, version=request.version.number)
        record([event], now=author.now)


def write_entry(row: Any, wanted: Any, author: Author) -> None:
    """Make a policy what an entry says, by the services that its forms use. Raises ValidationFailed."""
    section = section_of(row)
    before = current_entry(row)
    if before is None:
        raise ValidationFailed([Violation("", CHANGED_MEANWHILE)])
    stored = section.rows().get(public_id=row.public_id)
    change = EntryChange(label_of(before), before, wanted, author.now, author.user)
    with keeping_owner_access(author):
        write_columns(stored, section.columns, wanted)
        section.write(stored, change)
