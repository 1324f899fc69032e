"""Groups with the number of their members."""

from typing import Any, Final

from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL

MAX_COUNTED: Final = 1000
# Django has no count of a part, and would read every membership of a group that has everybody.
_MEMBERS: Final = """
    (SELECT COUNT(*) FROM (
        SELECT DISTINCT user_id FROM accounts_membership
        WHERE group_id = accounts_group.id LIMIT %s
    ) AS member)"""


def with_member_counts(groups: QuerySet[Any]) -> QuerySet[Any]:
    """Add how many users are in each group, as ``member_count``; more than ``MAX_COUNTED`` are one more."""
    members = RawSQL(_MEMBERS, [MAX_COUNTED + 1], output_field=IntegerField())  # noqa: S611 - a constant
    counted: QuerySet[Any] = groups.annotate(member_count=members)
    return counted
