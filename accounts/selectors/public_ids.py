"""Public ids of rows that are known by their keys."""

from collections.abc import Collection

from accounts.models import Group, User


def public_ids(model: type[User] | type[Group], keys: Collection[int]) -> dict[int, str]:
    """Return the public ids of the rows that exist, by key; without keys there is no statement."""
    if not keys:
        return {}
    return dict(model.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "public_id"))
