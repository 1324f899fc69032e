"""What policies want to know of a person beyond their own row: read only when some policy asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.domain.enrollments import Enrolled
from accounts.models import Membership, User
from accounts.selectors.enrollments import enrolled
from accounts.selectors.postponements import postponed
from policies.selectors import current_policies


@dataclass(frozen=True, slots=True)
class Asked:
    """The person's groups that policies name, their enrollments, and what they have put off."""

    group_ids: frozenset[int] = frozenset()
    enrolled: tuple[Enrolled, ...] = ()
    postponed: Mapping[str, int] = field(default_factory=dict)


def what_policies_ask(row: User) -> Asked:
    """Read it: no query for a person without further authenticators under policies that name no group."""
    security = current_policies()
    held = enrolled(row.pk) if row.has_authenticators else ()
    put_off = postponed(row.pk) if security.lets_wait else {}
    return Asked(groups_of(row.pk, security.group_ids), held, put_off)


def groups_of(person_id: int, named: frozenset[int]) -> frozenset[int]:
    """Return those of the named groups that the person is in."""
    if not named:
        return frozenset()
    rows = Membership.objects.filter(person_id=person_id, group_id__in=named)
    return frozenset(rows.values_list("group_id", flat=True))
