"""Groups with the number of their members."""

from typing import Any, Final

from django.db.models import Func, IntegerField, QuerySet, Value

MAX_COUNTED: Final = 1000


class _Members(Func):
    """The number of users in a group, as far as they are counted.

    Django has no count of a part, and would read every membership of a group that has everybody.
    """

    template = """
        (SELECT COUNT(*) FROM (
            SELECT DISTINCT user_id FROM accounts_membership
            WHERE group_id = accounts_group.id LIMIT %(expressions)s
        ) AS member)"""

    def __init__(self) -> None:
        super().__init__(Value(MAX_COUNTED + 1), output_field=IntegerField())


def with_member_counts(groups: QuerySet[Any]) -> QuerySet[Any]:
    """Add how many users are in each group, as ``member_count``; more than ``MAX_COUNTED`` are one more."""
    counted: QuerySet[Any] = groups.annotate(member_count=_Members())
    return counted
