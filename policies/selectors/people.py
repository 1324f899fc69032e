"""People as the policies tell them apart: a fixed number of statements, whatever the number of people."""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from accounts.domain.authenticators import Authenticator
from accounts.domain.lifecycle import MAY_SIGN_IN
from accounts.models import Enrollment, Membership, User
from policies.domain.assurance import Evidence, possible_evidence
from policies.domain.effect import MOST_SHOWN, Alike
from policies.domain.snapshot import PolicySnapshot

AT_A_TIME = 2000
_HAS_PASSWORD = ~Q(password="") & ~Q(password__startswith="!")  # as User.has_password says it


def everybody() -> QuerySet[User]:
    """Return everybody whose status lets them sign in."""
    return User.objects.filter(status__in=[*MAY_SIGN_IN])


def owners() -> QuerySet[User]:
    """Return the administrators with every right, who can repair what was done."""
    return everybody().filter(is_staff=True, is_superuser=True)


def crowd(people: QuerySet[User], *snapshots: PolicySnapshot) -> Iterator[Alike]:
    """Yield people, those alike together as far as they are easily found.

    Most have nothing that a policy looks at but a password and an address: the database counts these. The
    others are read beside what they have, in the order of their ids.
    """
    group_ids = frozenset[int]().union(*(snapshot.group_ids for snapshot in snapshots))
    person_ids = frozenset[int]().union(*(snapshot.person_ids for snapshot in snapshots))
    members = Membership.objects.filter(group__in=group_ids)
    member = Exists(members.filter(person=OuterRef("pk")))
    special = Q(has_authenticators=True) | Q(id__in=person_ids) | member
    annotated = people.order_by().annotate(
        known=ExpressionWrapper(_HAS_PASSWORD, output_field=BooleanField()),
        special=ExpressionWrapper(special, output_field=BooleanField()),
    )
    plain = annotated.filter(special=False).values("known", "email_verified").annotate(count=Count("id"))
    for row in plain:
        alike = {"special": False, "known": row["known"], "email_verified": row["email_verified"]}
        first = annotated.filter(**alike).order_by("id").values_list("email", flat=True)[:MOST_SHOWN]
        held = _basics(row["known"], row["email_verified"])
        yield Alike(held, count=row["count"], addresses=tuple(first))
    yield from _special(annotated.filter(special=True), members, person_ids)


def _special(
    people: QuerySet[Any], members: QuerySet[Membership], person_ids: frozenset[int]
) -> Iterator[Alike]:
    rows = people.order_by("id").values_list("id", "email", "known", "email_verified")
    ids = people.values("id")
    groups = _beside(members.filter(person__in=ids).values_list("person_id", "group_id"))
    proofs = _beside(_enrolled(ids))
    for id, address, known, verified in rows.iterator(AT_A_TIME):
        held = _basics(known, verified) | {
            possible_evidence(Authenticator(kind), user_verified=bool(checked))
            for _id, kind, checked in proofs(id)
        }
        group_ids = frozenset(group_id for _id, group_id in groups(id))
        yield Alike(held, group_ids, id if id in person_ids else None, addresses=(address,))


def _enrolled(ids: QuerySet[Any]) -> QuerySet[Any, Any]:
    """A temporary access code is for once: nobody's way in tomorrow."""
    lasting = Enrollment.objects.exclude(authenticator=Authenticator.ACCESS_CODE)
    return lasting.filter(person__in=ids).values_list("person_id", "authenticator", "data__user_verified")


def _basics(known: bool, verified: bool) -> frozenset[Evidence]:
    proved = {Authenticator.PASSWORD: known, Authenticator.EMAIL: verified}
    return frozenset(possible_evidence(one) for one, has in proved.items() if has)


def _beside(rows: QuerySet[Any, Any]) -> Callable[[int], list[Any]]:
    """Read rows that begin with a person's id beside people in the order of their ids."""
    by_person = groupby(rows.order_by("person_id").iterator(AT_A_TIME), itemgetter(0))
    ahead: list[tuple[int, Iterable[Any]]] = []

    def of(person_id: int) -> list[Any]:
        while True:
            if not ahead:
                ahead.append(next(by_person, (_NOBODY, ())))
            if ahead[0][0] > person_id:
                return []
            found_id, found = ahead.pop()
            if found_id == person_id:
                return list(found)

    return of


_NOBODY = 2**63
"""Behind every id: there is nothing more to read."""
