"""Groups of people, and who is in them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import models, transaction

from accounts.configuration import raise_version
from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.domain.text import is_blank, trim
from accounts.domain.violations import Violation
from accounts.events import Entry, id_of, record
from accounts.models import Group, Membership, MembershipSource, User
from accounts.services.refusals import Refusal, insist
from accounts.services.text_columns import clean_text_columns
from accounts.services.versions import save_version

LONGEST_NAME: Final = 255


def check_group(group: Group) -> tuple[Violation, ...]:
    """Return what is wrong with a group; its texts are cleaned in place."""
    wrong = clean_text_columns(group)
    if is_blank(group.name):
        return (Violation("name", "ssr.group.name.blank"),)
    if len(group.name) > LONGEST_NAME:
        return (Violation("name", "ssr.group.name.long", (str(LONGEST_NAME),)),)
    if wrong:
        return wrong
    taken = Group.objects.filter(name=group.name).exclude(pk=group.pk).exists()
    return (Violation("name", "ssr.group.name.taken", (group.name,)),) if taken else ()


def save_group(group: Group, *, actor: User | None, now: datetime) -> Group:
    """Insert or update a group. Raises Refusal."""
    insist(check_group(group))
    made = group.pk is None
    with transaction.atomic():
        group.created_at = now if made else group.created_at
        save_version(group)
        kind = "group.lifecycle.create" if made else "group.profile.update"
        record([Entry(kind, actor_id=id_of(actor), target=str(group.pk))], now=now)
    return group


def delete_group(group: Group, *, actor: User | None, now: datetime) -> None:
    """Delete a group; its users stay. Raises Refusal while a policy, rule, form or app names it."""
    with transaction.atomic():
        # A row that begins to name the group writes a key to it, which waits for this lock.
        Group.objects.select_for_update().get(pk=group.pk)
        naming = rows_naming(group)
        if naming:
            raise Refusal([Violation("", "ssr.group.used", (", ".join(naming),))])
        raise_version()
        record([Entry("group.lifecycle.delete", actor_id=id_of(actor), target=str(group.pk))], now=now)
        group.delete()


def rows_naming(group: Group) -> tuple[str, ...]:
    """Return what would mean something else without the group, by kind and name.

    Without it, a policy would be for nobody or a rule for others than it says.
    """
    relations = Group._meta.get_fields(include_hidden=True)  # noqa: SLF001 - how Django is asked for relations
    naming = [
        f"{relation.related_model._meta.verbose_name} “{row}”"  # noqa: SLF001
        for relation in relations
        if isinstance(relation, models.ManyToManyRel)
        for row in relation.related_model._default_manager.filter(**{relation.field.name: group})  # noqa: SLF001
    ]
    return tuple(sorted(set(naming)))


def read_addresses(text: str) -> tuple[list[int], tuple[Violation, ...]]:
    """Return the ids of the people whose addresses stand one a line, and what is wrong with the others."""
    ids, violations = [], []
    for line in filter(None, map(trim, text.splitlines())):
        try:
            normal = parse_email(line).normal
        except InvalidEmail as invalid:
            violations.append(Violation("", invalid.code, invalid.params))
            continue
        found = User.objects.filter(login=normal).values_list("pk", flat=True).first()
        if found is None:
            violations.append(Violation("", "ssr.person.address.unknown", (line,)))
        else:
            ids.append(found)
    return ids, tuple(violations)


def add_members(
    group_ids: Iterable[int], person_ids: Iterable[int], *, actor: User | None, now: datetime
) -> int:
    """Put people into groups; return how many memberships are new."""
    with transaction.atomic():
        wanted = {(person, group) for group in group_ids for person in person_ids}
        held = Membership.objects.filter(group__in={group for _, group in wanted})
        held = held.filter(person__in={person for person, _ in wanted})
        missing = sorted(wanted - set(held.values_list("person_id", "group_id")))
        source = MembershipSource.ADMINISTRATOR.value
        Membership.objects.bulk_create(
            Membership(person_id=person, group_id=group, source=source, joined_at=now)
            for person, group in missing
        )
        record([_entry("add", person, group, actor) for person, group in missing], now=now)
    return len(missing)


def remove_members(memberships: Iterable[Membership], *, actor: User | None, now: datetime) -> None:
    """Take people out of groups."""
    with transaction.atomic():
        for membership in memberships:
            entry = _entry("remove", membership.person_id, membership.group_id, actor)
            if Membership.objects.filter(pk=membership.pk).delete()[0]:
                record([entry], now=now)


def _entry(change: str, person_id: int, group_id: int, actor: User | None) -> Entry:
    return Entry(
        f"group.user_membership.{change}", person_id=person_id, actor_id=id_of(actor), target=str(group_id)
    )
