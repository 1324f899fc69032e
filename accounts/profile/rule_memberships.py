"""Memberships by group rules: written with a new user, and kept up to date with the facts about a user.

A rule owns its memberships only. Those of administrators and policies stay, whatever a rule says.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from accounts.configuration_cache import forget
from accounts.domain.events import SYSTEM, Target, TargetType
from accounts.domain.group_rules import MembershipRule, RuleGrant, attributes_of, rule_grants
from accounts.events.log import Entry
from accounts.models import Group, Membership, MembershipSource, User
from accounts.profile.group_rules import active_rules, facts_of, joins_by_rules
from accounts.users.lookup import public_ids


@dataclass(frozen=True, order=True, slots=True)
class MembershipChange:
    """A group that a user joined or left, and the rule that did it. ``user_id`` is the row's."""

    user_id: int
    group_id: int
    rule_id: str
    joined: bool


def memberships_of(user_id: int, grants: Iterable[RuleGrant], now: datetime) -> list[Membership]:
    """Return the rows, not yet written, of what rules give a user."""
    return [
        Membership(
            user_id=user_id,
            group_id=grant.group_id,
            source=MembershipSource.RULE,
            source_id=grant.rule_id,
            granted_at=now,
        )
        for grant in sorted(grants)
    ]


def apply_group_rules(
    user_id: int, now: datetime, *, changed: Collection[str] | None = None, transaction_id: str = ""
) -> list[Entry]:
    """Give a user what today's rules give, remove what they no longer give, and return the events.

    ``changed``: the attributes that changed, if nothing else did. The caller has changed or locked the user's
    row in this atomic block, and records the events.
    """
    # Of a rule change and a change of facts at once, the second sees the first: the row is locked before the
    # rules are read, and the task of a rule change waits for the row.
    forget()
    rules = active_rules()
    if not rules or (changed is not None and not _reads_any(rules, changed)):
        return []
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    wanted = rule_grants(rules, facts_of(user)) if joins_by_rules(user) else frozenset()
    changes = set_rule_memberships({user.pk: wanted}, now)
    return membership_events(changes, {user.pk: user.public_id}, transaction_id)


def _reads_any(rules: Iterable[MembershipRule], attributes: Collection[str]) -> bool:
    return any(not attributes_of(rule.conditions).isdisjoint(attributes) for rule in rules)


def set_rule_memberships(
    wanted: Mapping[int, frozenset[RuleGrant]], now: datetime, *, rule_id: str = ""
) -> list[MembershipChange]:
    """Make the memberships by rules of some users the wanted ones; return who joined and left a group.

    ``rule_id``: only memberships by this rule. The caller has locked the users' rows, and holds the atomic
    block.
    """
    rows = list(Membership.objects.filter(user__in=wanted))
    own = [row for row in rows if _is_of_rule(row, rule_id)]
    held = {(row.user_id, RuleGrant(row.group_id, row.source_id)) for row in own}
    given = {(user_id, grant) for user_id, grants in wanted.items() for grant in grants}
    removed = [row for row in own if (row.user_id, RuleGrant(row.group_id, row.source_id)) not in given]
    added = given - held
    if not (added or removed):
        return []
    if added:
        new = [row for user_id, grant in sorted(added) for row in memberships_of(user_id, [grant], now)]
        Membership.objects.bulk_create(new, ignore_conflicts=True)
    if removed:
        Membership.objects.filter(pk__in=[row.pk for row in removed]).delete()
    return sorted(_changes(rows, removed, added))


def _is_of_rule(row: Membership, rule_id: str) -> bool:
    return row.source == MembershipSource.RULE and rule_id in ("", row.source_id)


def _changes(
    rows: Iterable[Membership], removed: Iterable[Membership], added: Iterable[tuple[int, RuleGrant]]
) -> Iterable[MembershipChange]:
    """Yield one change for each user and group where a first membership came or the last one went."""
    reasons = defaultdict[tuple[int, int], int](int)
    for row in rows:
        reasons[row.user_id, row.group_id] += 1
    before = dict(reasons)
    by_rule = dict[tuple[int, int], str]()
    for row in removed:
        reasons[row.user_id, row.group_id] -= 1
        by_rule[row.user_id, row.group_id] = row.source_id
    for user_id, grant in sorted(added, reverse=True):
        reasons[user_id, grant.group_id] += 1
        by_rule[user_id, grant.group_id] = grant.rule_id
    for pair, rule_id in by_rule.items():
        was, is_member = bool(before.get(pair)), bool(reasons[pair])
        if was != is_member:
            yield MembershipChange(*pair, rule_id, is_member)


def joining_events(
    grants: Iterable[RuleGrant], user: User, already: Collection[str], transaction_id: str = ""
) -> list[Entry]:
    """Return the events of a new user who joins groups by rules. ``already``: groups joined otherwise."""
    joined = {grant.group_public_id: grant.rule_id for grant in sorted(grants, reverse=True)}
    return [
        Entry(
            "group.user_membership.add",
            user_id=user.public_id,
            actor=SYSTEM,
            transaction_id=transaction_id,
            targets=_targets(group_id, rule_id),
        )
        for group_id, rule_id in joined.items()
        if group_id not in already
    ]


def membership_events(
    changes: Iterable[MembershipChange], users: Mapping[int, str], transaction_id: str = ""
) -> list[Entry]:
    """Return the events of changes. ``users``: public ids by key."""
    listed = list(changes)
    groups = public_ids(Group, {change.group_id for change in listed})
    return [
        Entry(
            f"group.user_membership.{'add' if change.joined else 'remove'}",
            user_id=users[change.user_id],
            actor=SYSTEM,
            transaction_id=transaction_id,
            targets=_targets(groups[change.group_id], change.rule_id),
        )
        for change in listed
        if change.group_id in groups
    ]


def _targets(group_id: str, rule_id: str) -> tuple[Target, ...]:
    return (Target(TargetType.GROUP, group_id), Target(TargetType.GROUP_RULE, rule_id))
