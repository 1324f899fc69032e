"""Computing memberships again after a change of a group rule: in batches, by a task that may be killed.

Each batch is one atomic block with its progress, so that nothing is lost or done twice.
"""

import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Min

from accounts.domain.group_rules import MembershipRule, rule_grants
from accounts.domain.lifecycle import Status
from accounts.events.log import record
from accounts.models import GroupRule, Membership, MembershipSource, RuleRecomputation, User
from accounts.profile.group_rules import FACT_COLUMNS, facts_of, joins_by_rules, membership_rule
from accounts.profile.rule_memberships import membership_events, set_rule_memberships

BATCH: Final = 500
RUN_SECONDS: Final = 20.0
SETTLE: Final = timedelta(minutes=1)
"""The longest time between reading the rules for a new user and the commit of that user.

The first pass doesn't see such a user, who may have the groups of the rule before its change.
"""


def request_recomputation(rule_id: str, now: datetime) -> None:
    """Have the memberships of a rule computed again, from the first user on.

    ``rule_id`` is the public id of the rule, which may be deleted. The caller holds the atomic block.
    """
    start = {"changed_at": now, "due_at": now, "user_after": 0, "is_last": False}
    RuleRecomputation.objects.update_or_create(rule_id=rule_id, defaults=start)


def recompute_due(now: datetime, *, seconds: float = RUN_SECONDS) -> None:
    """Compute batches that are due until all are done or the time is over; the next run continues."""
    ends = time.monotonic() + seconds
    due = RuleRecomputation.objects.filter(due_at__lte=now).order_by("due_at", "pk")
    for rule_id in list(due.values_list("rule_id", flat=True)):
        while recompute_batch(rule_id, now):
            if time.monotonic() > ends:
                return


def recompute_batch(rule_id: str, now: datetime) -> bool:
    """Compute one batch of users for a rule; return whether another one is due now."""
    with transaction.atomic():
        rows = RuleRecomputation.objects.select_for_update(skip_locked=True)
        work = rows.filter(rule_id=rule_id, due_at__lte=now).first()
        if work is None:
            return False
        rule = _active_rule(rule_id)
        users = _next_users(work, rule)
        if not users:
            return _end_pass(work)
        wanted = {
            user.pk: rule_grants([rule] if rule and joins_by_rules(user) else [], facts_of(user))
            for user in users
        }
        changes = set_rule_memberships(wanted, now, rule_id=rule_id)
        record(membership_events(changes, {user.pk: user.public_id for user in users}), now=now)
        work.user_after = users[-1].pk
        work.save(update_fields=["user_after"])
    return True


def _active_rule(rule_id: str) -> MembershipRule | None:
    """Return the rule as its row is now: a snapshot may be a second old."""
    row = GroupRule.objects.filter(public_id=rule_id, active=True).first()
    return membership_rule(row, row.groups.all()) if row is not None else None


def _next_users(work: RuleRecomputation, rule: MembershipRule | None) -> Sequence[User]:
    """Lock and return the next users: without a rule, those with a membership to remove."""
    users = User.objects.select_for_update(no_key=True).only(*FACT_COLUMNS).order_by("pk")
    if rule is not None:
        after = _first_recent(work) - 1 if work.is_last and not work.user_after else work.user_after
        rest = users.filter(pk__gt=after).exclude(status=Status.DEPROVISIONED.value)
        return list(rest[:BATCH])
    held = Membership.objects.filter(source=MembershipSource.RULE.value, source_id=work.rule_id)
    members = held.filter(user__gt=work.user_after).order_by("user").values_list("user", flat=True)
    return list(users.filter(pk__in=list(members.distinct()[:BATCH])))


def _first_recent(work: RuleRecomputation) -> int:
    """Return the id of the first user who may have been written while the rule changed."""
    recent = User.objects.filter(created_at__gte=work.changed_at - SETTLE)
    first: int | None = recent.aggregate(first=Min("pk"))["first"]
    return first if first is not None else 2**62


def _end_pass(work: RuleRecomputation) -> bool:
    """End the work after its second pass; the second one begins when the last such user is written."""
    if work.is_last:
        work.delete()
        return False
    work.is_last, work.user_after, work.due_at = True, 0, work.changed_at + SETTLE
    work.save(update_fields=["is_last", "user_after", "due_at"])
    return False
