"""Who may do what in the administration: given and taken by owners only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group as DjangoGroup
from django.db import transaction

from accounts.domain.administration import Rank, check_rank
from accounts.domain.events import Target, TargetType
from accounts.domain.violations import Violation
from accounts.events import Entry, acting, record
from accounts.models import User
from accounts.selectors.administrators import owners_beside, rank_of
from accounts.services.lifecycle import locked
from accounts.services.refusals import raise_if


@dataclass(frozen=True, slots=True)
class Rights:
    """A person's rights: to come in, every one of them, or those of roles."""

    staff: bool
    owner: bool
    role_ids: frozenset[int] = frozenset()


def rights_of(person: User) -> Rights:
    """Return the rights a person has."""
    roles = frozenset(person.groups.values_list("pk", flat=True))
    return Rights(person.is_staff, person.is_superuser, roles)


def check_rights(person: User, wanted: Rights, actor: User) -> tuple[Violation, ...]:
    """Return why the actor may not give these rights; keeping them as they are is always allowed."""
    if wanted == rights_of(person):
        return ()
    after = Rank(person.pk, wanted.staff, wanted.owner)
    return check_rank(rank_of(actor), rank_of(person), after, owners_left=owners_beside(person))


def set_rights(person_id: int, wanted: Rights, *, actor: User, now: datetime) -> User:
    """Give and take rights until they are the wanted ones. Raises ValidationFailed."""
    with transaction.atomic():
        person = locked(person_id)
        before = rights_of(person)
        if wanted == before:
            return person
        raise_if(check_rights(person, wanted, actor))
        person.is_staff, person.is_superuser = wanted.staff, wanted.owner
        person.version += 1
        person.save(update_fields=["is_staff", "is_superuser", "version"])
        person.groups.set(wanted.role_ids)
        record([_entry(kind, person, actor) for kind in _kinds(before, wanted)], now=now)
    return person


def _kinds(before: Rights, after: Rights) -> Iterable[str]:
    given = (after.staff > before.staff, after.owner > before.owner, after.role_ids - before.role_ids)
    taken = (after.staff < before.staff, after.owner < before.owner, before.role_ids - after.role_ids)
    if any(given):
        yield "user.account.privilege.grant"
    if any(taken):
        yield "user.account.privilege.revoke"


def _entry(kind: str, person: User, actor: User) -> Entry:
    return Entry(kind, user_id=person.public_id, actor=acting(actor))


def _of_role(kind: str, role: DjangoGroup, actor: User) -> Entry:
    return Entry(kind, actor=acting(actor), targets=(Target(TargetType.ROLE, str(role.pk)),))


def save_role(role: DjangoGroup, permission_ids: Iterable[int], *, actor: User, now: datetime) -> DjangoGroup:
    """Write a role and its permissions. Raises ValidationFailed unless the actor is an owner."""
    with transaction.atomic():
        raise_if(check_rank(rank_of(actor), Rank(0), Rank(0), owners_left=1))
        role.save()
        role.permissions.set(permission_ids)
        record([_of_role("iam.role.update", role, actor)], now=now)
    return role


def delete_role(role: DjangoGroup, *, actor: User, now: datetime) -> None:
    """Delete a role; its holders lose its permissions.

    Raises ValidationFailed unless the actor is an owner.
    """
    with transaction.atomic():
        raise_if(check_rank(rank_of(actor), Rank(0), Rank(0), owners_left=1))
        record([_of_role("iam.role.delete", role, actor)], now=now)
        role.delete()
