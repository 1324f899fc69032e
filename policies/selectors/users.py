"""Users as policies see them: their groups, and cohorts in batches of three statements."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from accounts.batches import in_batches
from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import CAN_SIGN_IN
from accounts.domain.text import tidy
from accounts.models import Enrollment, Group, Membership, User
from policies.domain.assurance import Evidence, possible_evidence
from policies.domain.impact import MAX_SHOWN, UserCohort
from policies.domain.snapshot import PolicySnapshot

BATCH_SIZE = 2000
_HAS_PASSWORD = ~Q(password="") & ~Q(password__startswith="!")  # as User.has_password says it


def all_users() -> QuerySet[User]:
    """Return everybody whose status lets them sign in."""
    return User.objects.filter(status__in=[*CAN_SIGN_IN])


def all_owners() -> QuerySet[User]:
    """Return the administrators with every right, who can repair what was done."""
    return all_users().filter(is_staff=True, is_superuser=True)


def cohorts(people: QuerySet[User], *snapshots: PolicySnapshot) -> Iterator[UserCohort]:
    """Yield users, those alike together as far as they are easily found.

    Most have nothing that a policy looks at but a password and an address: the database counts these. The
    others are read beside what they have, in the order of their ids.
    """
    group_ids = frozenset[int]().union(*(snapshot.group_ids for snapshot in snapshots))
    user_ids = frozenset[int]().union(*(snapshot.user_ids for snapshot in snapshots))
    members = Membership.objects.filter(group__in=group_ids)
    member = Exists(members.filter(user=OuterRef("pk")))
    special = Q(has_authenticators=True) | Q(id__in=user_ids) | member
    annotated = people.order_by().annotate(
        known=ExpressionWrapper(_HAS_PASSWORD, output_field=BooleanField()),
        special=ExpressionWrapper(special, output_field=BooleanField()),
    )
    plain = annotated.filter(special=False).values("known", "email_verified").annotate(count=Count("id"))
    for row in plain:
        alike = {"special": False, "known": row["known"], "email_verified": row["email_verified"]}
        first = annotated.filter(**alike).order_by("id").values_list("email", flat=True)[:MAX_SHOWN]
        evidence = _basic_evidence(row["known"], row["email_verified"])
        yield UserCohort(evidence, count=row["count"], addresses=tuple(first))
    yield from _distinguished_users(annotated.filter(special=True), members, user_ids)


def _distinguished_users(
    people: QuerySet[Any], members: QuerySet[Membership], user_ids: frozenset[int]
) -> Iterator[UserCohort]:
    columns = people.values_list("id", "email", "known", "email_verified")
    for batch in in_batches(columns, BATCH_SIZE):
        ids = [row[0] for row in batch]
        groups, proofs = _groups_of(members, ids), _persistent_proofs_of(ids)
        for id, address, known, verified in batch:
            evidence = _basic_evidence(known, verified) | proofs[id]
            yield UserCohort(evidence, groups[id], id if id in user_ids else None, addresses=(address,))


def _groups_of(members: QuerySet[Membership], ids: Sequence[int]) -> Mapping[int, frozenset[int]]:
    """Return the groups of each user among those that a policy names."""
    found = defaultdict[int, frozenset[int]](frozenset)
    for id, group_id in members.filter(user__in=ids).values_list("user_id", "group_id"):
        found[id] |= {group_id}
    return found


def _persistent_proofs_of(ids: Sequence[int]) -> Mapping[int, frozenset[Evidence]]:
    """Return what each user could prove; a temporary access code works once and is left out."""
    duration_text = Enrollment.objects.exclude(authenticator=Authenticator.ACCESS_CODE).filter(user__in=ids)
    found = defaultdict[int, frozenset[Evidence]](frozenset)
    for id, kind, checked in duration_text.values_list("user_id", "authenticator", "data__user_verified"):
        found[id] |= {possible_evidence(Authenticator(kind), user_verified=bool(checked))}
    return found


def _basic_evidence(known: bool, verified: bool) -> frozenset[Evidence]:
    proved = {Authenticator.PASSWORD: known, Authenticator.EMAIL: verified}
    return frozenset(possible_evidence(authenticator) for authenticator, has in proved.items() if has)


def groups_of(user: User) -> frozenset[int]:
    """Return the ids of a user's groups."""
    return frozenset(Membership.objects.filter(user=user).values_list("group_id", flat=True))


def groups_named(names: Iterable[str]) -> dict[str, int | None]:
    """Return the ids of groups by name; nothing for a group that is not there."""
    wanted = list(map(tidy, names))
    found = dict(Group.objects.filter(name__in=wanted).values_list("name", "id"))
    return {name: found.get(name) for name in wanted}
