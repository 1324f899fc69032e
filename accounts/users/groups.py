"""Groups of users, and who is in them."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, connection, transaction
from django.db.models import Func, IntegerField, QuerySet, Value

from accounts.configuration_cache import GROUPS, raise_version
from accounts.domain.events import Target, TargetType
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.text import is_blank, trim
from accounts.domain.violations import ValidationFailed, Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import (
    Group,
    Membership,
    MembershipSource,
    User,
)
from accounts.text_columns import clean_text_columns
from accounts.users.lookup import public_ids, users_by_name
from accounts.users.naming_rows import rows_naming
from accounts.versions import save_version

MAX_NAME_LENGTH: Final = 255
DELETED: Final = "ssr.group.deleted"


def check_group(group: Group) -> tuple[Violation, ...]:
    """Return what is wrong with a group; its texts are cleaned in place."""
    wrong = clean_text_columns(group)
    if is_blank(group.name):
        return (Violation("name", "ssr.group.name.blank"),)
    if len(group.name) > MAX_NAME_LENGTH:
        return (Violation("name", "ssr.group.name.long", (str(MAX_NAME_LENGTH),)),)
    if wrong:
        return wrong
    taken = Group.objects.filter(name=group.name).exclude(pk=group.pk).exists()
    return (Violation("name", "ssr.group.name.taken", (group.name,)),) if taken else ()


def save_group(group: Group, *, actor: User | None, now: datetime) -> Group:
    """Insert or update a group. Raises ValidationFailed."""
    raise_if(check_group(group))
    is_new = group.pk is None
    with transaction.atomic():
        group.created_at = now if is_new else group.created_at
        save_version(group)
        kind = "group.lifecycle.create" if is_new else "group.profile.update"
        record([Entry(kind, actor=acting(actor), targets=(group.event_target,))], now=now)
    return group


def delete_group(group: Group, *, actor: User | None, now: datetime) -> None:
    """Delete a group; its users stay. Raises ValidationFailed while a policy, rule, form or app names it."""
    with transaction.atomic():
        # A row that begins to name the group writes a key to it, which waits for this lock.
        Group.objects.select_for_update().get(pk=group.pk)
        naming = rows_referencing(group)
        if naming:
            raise ValidationFailed([Violation("", "ssr.group.used", (", ".join(naming),))])
        raise_version(GROUPS)
        deleted = Entry("group.lifecycle.delete", actor=acting(actor), targets=(group.event_target,))
        record([deleted], now=now)
        group.delete()


def rows_referencing(group: Group) -> tuple[str, ...]:
    """Return the rows that would mean something else without the group, by kind and name.

    Without it, a policy would match no one, or a rule others than it states.
    """
    naming = {f"{rows.model._meta.verbose_name} “{row}”" for rows in rows_naming(group) for row in rows}  # noqa: SLF001
    return tuple(sorted(naming))


def read_addresses(text: str) -> tuple[list[int], tuple[Violation, ...]]:
    """Return the ids of the users named one a line, by address or, where they have none, by public id.

    With them comes what is wrong with the other lines.
    """
    lines = [line for line in map(trim, text.splitlines()) if line]
    names = {line: _name_in(line) for line in lines}
    users = users_by_name(list(names.values()))
    found = [users[names[line]].pk for line in lines if names[line] in users]
    return found, tuple(_unknown(line) for line in lines if names[line] not in users)


def _name_in(line: str) -> str:
    try:
        return parse_email(line).normal
    except InvalidEmail:
        return line


def _unknown(line: str) -> Violation:
    try:
        parse_email(line)
    except InvalidEmail as invalid:
        return Violation("", invalid.code, invalid.params)
    return Violation("", "ssr.person.address.unknown", (line,))


def add_members(
    group_ids: Iterable[int],
    user_ids: Iterable[int],
    *,
    actor: User | None,
    now: datetime,
    source: MembershipSource = MembershipSource.ADMINISTRATOR,
    source_id: str = "",
) -> int:
    """Put users into groups; return how many of them are new there.

    Users that were deleted meanwhile are left out. Raises ValidationFailed when a group was.
    """
    with transaction.atomic():
        users, groups = _lock(user_ids), set(group_ids)
        if groups - public_ids(Group, groups).keys():
            raise ValidationFailed([Violation("", DELETED)])
        pairs = {(user, group) for user in users for group in groups}
        new = sorted(pairs - still_members(pairs))
        _insert_memberships(
            Membership(user_id=user, group_id=group, source=source, source_id=source_id, granted_at=now)
            for user, group in sorted(pairs)
        )
        record(_entries("add", new, actor), now=now)
    return len(new)


def _insert_memberships(memberships: Iterable[Membership]) -> None:
    """Insert the memberships that are missing."""
    inserted = Membership.objects.bulk_create(memberships, ignore_conflicts=True)
    if inserted and connection.features.has_select_for_update:
        # A group that is being deleted is found by the check of its key: now, not at the commit, which has no
        # answer to give. From here on the keys are locked. SQLite has one writer at a time.
        try:
            with transaction.atomic():
                connection.check_constraints()
        except IntegrityError as error:
            raise ValidationFailed([Violation("", DELETED)]) from error


def remove_members(group: Group, user_ids: Iterable[int], *, actor: User | None, now: datetime) -> int:
    """Remove users from a group, with memberships of every source; return how many left.

    Raises ValidationFailed for users that a group rule would add again.
    """
    rows = Membership.objects.filter(group=group, user__in=user_ids)
    by_rule = rows.filter(source=MembershipSource.RULE).order_by("user").values_list("user__email", flat=True)
    emails = list(by_rule.distinct())
    raise_if([Violation("", "ssr.group.member_by_rule", (", ".join(emails),))] if emails else [])
    return withdraw(rows, actor=actor, now=now)


def withdraw(memberships: QuerySet[Membership], *, actor: User | None, now: datetime) -> int:
    """Delete memberships; return how many users are in a group no more."""
    with transaction.atomic():
        _lock(memberships.values_list("user_id", flat=True))
        pairs = set(memberships.values_list("user_id", "group_id"))
        memberships.delete()
        left = sorted(pairs - still_members(pairs))
        record(_entries("remove", left, actor), now=now)
    return len(left)


def _lock(user_ids: Iterable[int]) -> list[int]:
    """Lock the users' rows in one order, so that each joining and leaving is seen by one writer.

    Return the ids of those that exist.
    """
    rows = User.objects.select_for_update(no_key=True).filter(pk__in=set(user_ids)).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def still_members(pairs: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return those pairs of a user and a group that a membership remains for."""
    rows = Membership.objects.filter(user__in={user for user, _ in pairs})
    rows = rows.filter(group__in={group for _, group in pairs})
    return set(rows.values_list("user_id", "group_id")).intersection(pairs)


def _entries(change: str, pairs: Collection[tuple[int, int]], actor: User | None) -> list[Entry]:
    """Return the events of those pairs whose user and group exist: a row may be deleted meanwhile."""
    users = public_ids(User, {user for user, _ in pairs})
    groups = public_ids(Group, {group for _, group in pairs})
    return [
        Entry(
            f"group.user_membership.{change}",
            user_id=users[user],
            actor=acting(actor),
            targets=(Target(TargetType.GROUP, groups[group]),),
        )
        for user, group in pairs
        if user in users and group in groups
    ]


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


def join(
    user: User, group_ids: Iterable[int], policy_id: str, now: datetime, others: Iterable[Membership] = ()
) -> None:
    """Give the user the memberships of a profile enrollment policy in one statement.

    ``policy_id`` is the public id of the policy, ``others`` are further memberships to insert.
    """
    rows = [
        Membership(
            user=user, group_id=group_id, source=MembershipSource.POLICY, source_id=policy_id, granted_at=now
        )
        for group_id in group_ids
    ]
    rows += others
    if rows:
        Membership.objects.bulk_create(rows, ignore_conflicts=True)


def joining_events(user: User, groups: Iterable[str], transaction_id: str = "") -> list[Entry]:
    """Return the events of a user who joins groups, by their public ids."""
    return [
        Entry(
            "group.user_membership.add",
            user_id=user.public_id,
            transaction_id=transaction_id,
            targets=(Target(TargetType.GROUP, group),),
        )
        for group in groups
    ]
