"""What a group rule would do, before it is saved: who matches, who would join and who would leave."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from accounts.domain.group_rules import Condition, matches
from accounts.domain.lifecycle import Status
from accounts.models import Membership, MembershipSource, User
from accounts.profile.group_rules import FACT_COLUMNS, facts_of

BATCH: Final = 500
MAX_EXAMINED: Final = 20_000
MAX_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class RulePreview:
    """Numbers of users, of the newest ``examined`` ones. ``matching`` are as many as can be named.

    ``joining`` and ``leaving``: whose groups change, if nothing else puts them there.
    """

    people: int
    matching: tuple[User, ...]
    joining: int
    leaving: int
    examined: int
    is_complete: bool


def preview_rule(
    conditions: Sequence[Condition], group_ids: frozenset[int], *, rule_id: str = "", active: bool = True
) -> RulePreview:
    """Return what saving the rule would do. ``rule_id`` is the public id of a rule that exists."""
    people, named, joining, leaving, examined, batch = 0, list[User](), 0, 0, 0, list[User]()
    for batch in _newest_users():
        examined += len(batch)
        matching = [user for user in batch if matches(conditions, facts_of(user))]
        people += len(matching)
        named += matching[: MAX_NAMED - len(named)]
        wanted = {user.pk for user in matching} if active else set()
        joins, leaves = _changes(batch, wanted, group_ids, rule_id)
        joining, leaving = joining + joins, leaving + leaves
    is_complete = examined < MAX_EXAMINED or len(batch) < BATCH
    return RulePreview(people, tuple(named), joining, leaving, examined, is_complete)


def _newest_users() -> Iterator[list[User]]:
    users = User.objects.exclude(status=Status.DEPROVISIONED.value).only(*FACT_COLUMNS).order_by("-pk")
    batch, examined = list(users[:BATCH]), 0
    while batch:
        yield batch
        examined += len(batch)
        if len(batch) < BATCH or examined >= MAX_EXAMINED:
            return
        batch = list(users.filter(pk__lt=batch[-1].pk)[:BATCH])


def _changes(
    batch: Sequence[User], wanted: set[int], group_ids: frozenset[int], rule_id: str
) -> tuple[int, int]:
    """Return how many users of a batch would join a group, and how many would leave one."""
    by_rule, otherwise = set[tuple[int, int]](), set[tuple[int, int]]()
    for row in Membership.objects.filter(user__in=[user.pk for user in batch]):
        is_own = row.source == MembershipSource.RULE and row.source_id == rule_id
        (by_rule if is_own else otherwise).add((row.user_id, row.group_id))
    given = {(user_id, group_id) for user_id in wanted for group_id in group_ids}
    joined, left = given - by_rule - otherwise, by_rule - given - otherwise
    return len({user_id for user_id, _ in joined}), len({user_id for user_id, _ in left})
