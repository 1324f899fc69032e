"""What policies want to know of a user beyond their own row: read only when some policy asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from django.utils.functional import SimpleLazyObject

from accounts.credentials.enrollment_queries import enrolled
from accounts.domain.enrollments import Enrolled
from accounts.models import Membership, User
from accounts.profile.postponements import postponed
from applications.selectors import keys_of, named_groups
from enrollment.domain.progressive import PostponementState
from enrollment.selectors import has_later_questions
from policies.selectors import current_policies


@dataclass(frozen=True, slots=True)
class Asked:
    """The user's groups that policies or apps name, their enrollments, apps, and what they have put off."""

    group_ids: frozenset[int] = frozenset()
    enrolled: tuple[Enrolled, ...] = ()
    postponed: Mapping[str, PostponementState] = field(default_factory=dict)
    application_keys: frozenset[str] = frozenset()


def what_policies_ask(row: User) -> Asked:
    """Read it: no query for a user without further authenticators under policies that name no group."""
    security = current_policies()
    waits = row.has_put_off and (security.allows_postponement or has_later_questions())
    put_off = {what: PostponementState(*how) for what, how in postponed(row.pk).items()} if waits else {}
    groups = groups_of(row.pk, security.group_ids | named_groups())
    return Asked(groups, _enrolled(row), put_off, keys_of(row.pk))


def _enrolled(row: User) -> tuple[Enrolled, ...]:
    """Return the user's enrollments, read when they are first looked at.

    A page before the first proof looks at none, so that it costs the same for every address.
    """
    if not row.has_authenticators:
        return ()
    known: tuple[Enrolled, ...] | None = row.__dict__.get("enrolled")
    if known is None:
        lazy = SimpleLazyObject(partial(enrolled, row.pk))
        # A page and its guard ask about the same row of a session.
        known = row.__dict__["enrolled"] = cast("tuple[Enrolled, ...]", lazy)
    return known


def groups_of(user_id: int, named: frozenset[int]) -> frozenset[int]:
    """Return those of the named groups that the user is in."""
    if not named:
        return frozenset()
    rows = Membership.objects.filter(user_id=user_id, group_id__in=named)
    return frozenset(rows.values_list("group_id", flat=True))
