"""How every write of policies goes: in one piece, told to every process, and never so that no one gets in."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any, Final, TypeVar

from django.db import models, transaction

from accounts.configuration_cache import raise_version
from accounts.domain.events import Target
from accounts.domain.violations import ValidationFailed, Violation
from accounts.events.log import Entry, acting, record
from accounts.models import User
from accounts.versions import restoring_versions
from policies.domain.impact import Change, Effect, SignInCircumstances, can_sign_in, effect_of
from policies.domain.snapshot import PolicySnapshot
from policies.models import NetworkZone, Policy, Rule
from policies.selectors import load_policies
from policies.selectors.users import all_owners, all_users, cohorts
from policies.services.change_blocks import note_change, one_change
from policies.services.shadows import end_shadow_of

T = TypeVar("T")
M = TypeVar("M", Policy, Rule, NetworkZone)
SECONDS_TO_COUNT = 2.0
SET_APART: Final = frozenset({"position", "is_default"})
"""Columns of policies and rules that a save leaves alone: reordering writes the one, nothing the other."""


@dataclass(frozen=True, slots=True)
class Author:
    """The author of a write, the time, the origin, and the policy that owners need to return.

    ``user`` is None for a command on the server itself. ``administration``: the authentication policy of
    the administration, supplied by an app above; None means the default one. ``guarded``: a write that
    locks every owner out is refused; a caller with many writes checks once at its end.
    """

    user: User | None
    now: datetime
    administration: int | None = None
    ip_address: IPv4Address | IPv6Address | None = None
    guarded: bool = True

    def entry(self, type: str, *targets: Target, **detail: Any) -> Entry:
        """Return the event of something that this author did."""
        return Entry(type, actor=acting(self.user), targets=targets, detail=detail)


def perform(
    write: Callable[[], T],
    entry: Callable[[T], Entry],
    author: Author,
    *,
    areas: Iterable[str],
    policy: Policy | None = None,
) -> T:
    """Write rows of policies, with the event.

    Raises ValidationFailed when no administrator could sign in then.

    ``areas``: what of the configuration changes. ``policy``: the one whose settings or rules are written.
    """
    with one_change(), transaction.atomic(), keeping_owner_access(author):
        raise_version(*areas)
        if policy is not None:
            note_change(policy, author.user, author.now)
            end_shadow_of(policy, author.user, author.now)
        written = write()
        record([_entry_about(policy, entry(written), author)], now=author.now)
    return written


def _entry_about(policy: Policy | None, entry: Entry, author: Author) -> Entry:
    """Return the event of a write. That of a draft names its policy, which is still as it was."""
    if policy is None or policy.draft_of is None:
        return entry
    return author.entry("policy.draft.update", policy.draft_of.event_target)


@contextmanager
def keeping_owner_access(author: Author) -> Iterator[None]:
    """Raise ValidationFailed at the end of a block that locks every owner out."""
    before = author.guarded and owners_can_sign_in(load_policies(), author.administration, author)
    yield
    after = not before or owners_can_sign_in(load_policies(), author.administration, author)
    require_owner_access(before=before, after=after)


def perform_save(
    row: M,
    write: Callable[[], M],
    name: str,
    author: Author,
    *,
    areas: Iterable[str],
    policy: Policy | None = None,
) -> M:
    """Insert or update one row with what belongs to it. ``name`` is the first part of the event's type."""
    is_created, seen = is_new(row), row.version
    event = f"{name}.{'create' if is_created else 'update'}"
    try:
        return perform(
            write, lambda saved: author.entry(event, saved.event_target), author, areas=areas, policy=policy
        )
    except ValidationFailed:
        # The row was rolled back: the object must not say that it is there, nor that it is newer.
        row.pk, row.version = None if is_created else row.pk, seen
        raise


def is_new(row: models.Model) -> bool:
    """Whether a row was never saved."""
    return row.pk is None


def owners_can_sign_in(snapshot: PolicySnapshot, policy_id: int | None, author: Author) -> bool:
    """Whether some administrator with every right could come into an app with this authentication policy."""
    circumstances = SignInCircumstances(author.now, author.ip_address)
    return any(
        can_sign_in(snapshot, cohort, circumstances, policy_id) for cohort in cohorts(all_owners(), snapshot)
    )


def require_owner_access(*, before: bool, after: bool) -> None:
    """Raise ValidationFailed when a change locks every owner out.

    Where none could sign in before either, the change is not the cause and may be the repair.
    """
    if before and not after:
        raise ValidationFailed([Violation("", "ssr.policy.administrators_out")])


def preview(write: Callable[[], object]) -> PolicySnapshot:
    """Return the policies as they would be after a write, which is taken back: so it is what saving does."""
    with restoring_versions(), transaction.atomic():
        write()
        after = load_policies()
        transaction.set_rollback(True)
    return after


def effect_of_change(change: Change, now: datetime) -> Effect:
    """Count the users who lose access by a change; after two seconds, "at least" so many."""
    end = time.monotonic() + SECONDS_TO_COUNT
    people = cohorts(all_users(), change.before, change.after)
    return effect_of(change, people, SignInCircumstances(now), lambda: time.monotonic() < end)
