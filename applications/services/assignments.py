"""Who may use an app: everybody, groups, and users by name."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import replace

from django.db import transaction
from django.db.models import F

from accounts.configuration_cache import raise_version
from accounts.domain.events import Target, TargetType
from accounts.domain.violations import ValidationFailed, Violation
from accounts.events.log import Entry, record
from accounts.models import Group, User
from accounts.users.lookup import public_ids
from applications.models import Application
from applications.selectors import APPLICATIONS
from policies.services.policy_changes import Author


def assign_groups(row: Application, group_ids: Iterable[int], author: Author) -> int:
    """Let the members of groups in; return how many groups are new.

    Raises ValidationFailed for a built-in app.
    """
    with _locked(row):
        return write_groups(row, _groups_of(row) | set(group_ids), author)


def unassign_groups(row: Application, group_ids: Iterable[int], author: Author) -> int:
    """Take groups off an app; return how many were there. Raises ValidationFailed for a built-in app."""
    with _locked(row):
        return write_groups(row, _groups_of(row) - set(group_ids), author)


def assign_users(row: Application, user_ids: Iterable[int], author: Author) -> int:
    """Let users in by name; return how many are new. Raises ValidationFailed for a built-in app."""
    with _locked(row):
        return write_users(row, _users_of(row) | set(user_ids), author)


def unassign_users(row: Application, user_ids: Iterable[int], author: Author) -> int:
    """Take users off an app; return how many were there. Raises ValidationFailed for a built-in app."""
    with _locked(row):
        return write_users(row, _users_of(row) - set(user_ids), author)


def set_everyone(row: Application, author: Author, *, everyone: bool) -> int:
    """Let everybody in, or only who is assigned; return 1 if that is new. Raises ValidationFailed."""
    require_assignable(row)
    with transaction.atomic():
        raise_version(APPLICATIONS)
        others = Application.objects.filter(pk=row.pk, everyone=not everyone)
        changed = others.update(everyone=everyone, version=F("version") + 1)
        row.everyone = everyone
        if changed:
            entry = author.entry("application.lifecycle.update", row.event_target, everyone=everyone)
            record([entry], now=author.now)
    return changed


@contextmanager
def _locked(row: Application) -> Iterator[None]:
    """Lock the lists against concurrent changes, so that each adds to the other's.

    Raises ValidationFailed.
    """
    require_assignable(row)
    with transaction.atomic():
        Application.objects.filter(pk=row.pk).update(version=F("version") + 1)
        yield


def require_assignable(row: Application) -> None:
    """Go on where an administrator says who may use it. Raises ValidationFailed."""
    if row.built_in:
        raise ValidationFailed([Violation("", "ssr.app.built_in")])


def write_groups(row: Application, group_ids: AbstractSet[int], author: Author) -> int:
    """Let in the members of these groups and of no others; return how many groups changed."""
    with transaction.atomic():
        current_ids = _groups_of(row)
        row.groups.set(group_ids)
        new, gone = sorted(group_ids - current_ids), sorted(current_ids - group_ids)
        names = public_ids(Group, {*new, *gone})
        entries = [_group_entry(row, author, "add", names[id]) for id in new]
        entries += [_group_entry(row, author, "remove", names[id]) for id in gone]
        return _recorded(entries, author)


def write_users(row: Application, user_ids: AbstractSet[int], author: Author) -> int:
    """Assign these users by name and no others; return how many changed."""
    with transaction.atomic():
        current_ids = _users_of(row)
        row.people.set(user_ids)
        new, gone = sorted(user_ids - current_ids), sorted(current_ids - user_ids)
        names = public_ids(User, {*new, *gone})
        entries = [_user_entry(row, author, "add", names[id]) for id in new]
        entries += [_user_entry(row, author, "remove", names[id]) for id in gone]
        return _recorded(entries, author)


def _recorded(entries: list[Entry], author: Author) -> int:
    if entries:
        raise_version(APPLICATIONS)
        record(entries, now=author.now)
    return len(entries)


def _groups_of(row: Application) -> set[int]:
    return set(row.groups.values_list("pk", flat=True))


def _users_of(row: Application) -> set[int]:
    return set(row.people.values_list("pk", flat=True))


def _group_entry(row: Application, author: Author, change: str, group: str) -> Entry:
    return author.entry(
        f"group.application_assignment.{change}", row.event_target, Target(TargetType.GROUP, group)
    )


def _user_entry(row: Application, author: Author, change: str, user_id: str) -> Entry:
    entry = author.entry(f"application.user_membership.{change}", row.event_target)
    return replace(entry, user_id=user_id)
