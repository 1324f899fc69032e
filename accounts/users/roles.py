"""Who may do what in the administration: given and taken by owners only."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group as DjangoGroup
from django.contrib.auth.models import Permission
from django.db import transaction

from accounts.domain.administration import SHIPPED, Rank, check_rank
from accounts.domain.events import Target, TargetType
from accounts.domain.roles import SHIPPED_NAMES, ShippedRole
from accounts.domain.violations import Violation, raise_if
from accounts.events.log import Entry, acting, record
from accounts.models import User
from accounts.users.administrators import owners_beside, rank_of
from accounts.users.status import locked


@dataclass(frozen=True, slots=True)
class Rights:
    """A user's rights: to come in, every one of them, or those of roles."""

    staff: bool
    owner: bool
    role_ids: frozenset[int] = frozenset()


def rights_of(user: User) -> Rights:
    """Return the rights a user has."""
    roles = frozenset(user.groups.values_list("pk", flat=True))
    return Rights(user.is_staff, user.is_superuser, roles)


def check_rights(user: User, rights: Rights, actor: User) -> tuple[Violation, ...]:
    """Return why the actor may not give these rights; keeping them as they are is always allowed."""
    if rights == rights_of(user):
        return ()
    after = Rank(user.pk, rights.staff, rights.owner)
    return check_rank(rank_of(actor), rank_of(user), after, owners_left=owners_beside(user))


def set_rights(user_id: int, rights: Rights, *, actor: User, now: datetime) -> User:
    """Give and take rights until they are the wanted ones. Raises ValidationFailed."""
    with transaction.atomic():
        user = locked(user_id)
        before = rights_of(user)
        if rights == before:
            return user
        raise_if(check_rights(user, rights, actor))
        user.is_staff, user.is_superuser = rights.staff, rights.owner
        user.version += 1
        user.save(update_fields=["is_staff", "is_superuser", "version"])
        user.groups.set(rights.role_ids)
        record(list(_changes(before, rights, user, actor)), now=now)
    return user


def _changes(before: Rights, after: Rights, user: User, actor: User) -> Iterator[Entry]:
    """Yield the events of rights that were given and taken, with the roles among them."""
    given, taken = after.role_ids - before.role_ids, before.role_ids - after.role_ids
    if given or after.staff > before.staff or after.owner > before.owner:
        yield _entry("user.account.privilege.grant", user, given, actor)
    if taken or after.staff < before.staff or after.owner < before.owner:
        yield _entry("user.account.privilege.revoke", user, taken, actor)


def _entry(kind: str, user: User, role_ids: Iterable[int], actor: User) -> Entry:
    targets = tuple(Target(TargetType.ROLE, str(pk)) for pk in sorted(role_ids))
    return Entry(kind, user_id=user.public_id, actor=acting(actor), targets=targets)


def _of_role(kind: str, role: DjangoGroup, actor: User) -> Entry:
    return Entry(kind, actor=acting(actor), targets=(Target(TargetType.ROLE, str(role.pk)),))


def save_role(role: DjangoGroup, permission_ids: Iterable[int], *, actor: User, now: datetime) -> DjangoGroup:
    """Write an own role and its permissions. Raises ValidationFailed unless the actor is an owner."""
    with transaction.atomic():
        _check_role_change(role, actor)
        role.save()
        role.permissions.set(permission_ids)
        record([_of_role("iam.role.update", role, actor)], now=now)
    return role


def delete_role(role: DjangoGroup, *, actor: User, now: datetime) -> None:
    """Delete an own role; its holders lose its permissions.

    Raises ValidationFailed unless the actor is an owner.
    """
    with transaction.atomic():
        _check_role_change(role, actor)
        record([_of_role("iam.role.delete", role, actor)], now=now)
        role.delete()


def is_shipped(role: DjangoGroup) -> bool:
    """Return whether the stored role comes with the server."""
    return DjangoGroup.objects.filter(pk=role.pk, name__in=SHIPPED_NAMES).exists()


def _check_role_change(role: DjangoGroup, actor: User) -> None:
    raise_if(check_rank(rank_of(actor), Rank(0), Rank(0), owners_left=1))
    raise_if((SHIPPED,) if is_shipped(role) else ())


def restore_shipped_roles(wanted: Mapping[ShippedRole, frozenset[str]]) -> None:
    """Write the shipped roles with these permissions, named like ``accounts.view_user``.

    Raises LookupError for a permission that is not in the database.
    """
    names = frozenset().union(*wanted.values())
    with transaction.atomic():
        rows = Permission.objects.select_related("content_type")
        ids = {f"{row.content_type.app_label}.{row.codename}": row.pk for row in rows}
        if unknown := sorted(names - ids.keys()):
            raise LookupError(f"no such permissions: {', '.join(unknown)}")
        for role, permissions in wanted.items():
            row, _ = DjangoGroup.objects.get_or_create(name=role.value)
            row.permissions.set([ids[name] for name in permissions])
