"""Facts about a user outside a sign-in, for simulations."""

from collections.abc import Iterable

from accounts.domain.text import tidy
from accounts.models import Group, Membership, User


def groups_of(user: User) -> frozenset[int]:
    """Return the ids of a user's groups."""
    return frozenset(Membership.objects.filter(user=user).values_list("group_id", flat=True))


def groups_named(names: Iterable[str]) -> dict[str, int | None]:
    """Return the ids of groups by name; nothing for a group that is not there."""
    wanted = list(map(tidy, names))
    found = dict(Group.objects.filter(name__in=wanted).values_list("name", "id"))
    return {name: found.get(name) for name in wanted}
