"""Finding a user by text typed on the server."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.domain.identifiers import InvalidEmail, parse_email
from accounts.models import Group, Membership, User


class AmbiguousAddress(Exception):
    """Several users who were deactivated had this address: their public ids tell them apart."""

    def __init__(self, public_ids: tuple[str, ...]) -> None:
        super().__init__(", ".join(public_ids))
        self.public_ids = public_ids


def find_user(text: str) -> User | None:
    """Return whose address or public id this is; a deactivated user is found by the address they had.

    Raises AmbiguousAddress.
    """
    try:
        address = parse_email(text)
    except InvalidEmail:
        return User.objects.filter(public_id=text).first()
    holder = User.objects.filter(login=address.normal).first()
    if holder is not None:
        return holder
    had_it = User.objects.filter(login=None, email__iexact=address.display).order_by("-pk")
    if len(had_it) > 1:
        raise AmbiguousAddress(tuple(user.public_id for user in had_it))
    return had_it.first()


def user_name(user: User) -> str:
    """Return how texts name a user: by the address or, without one, by the public id.

    Users without an address stay in the rules that name them, which apply again once they are activated.
    """
    return user.login or user.public_id


def users_by_name(names: Collection[str]) -> dict[str, User]:
    """Return the users with these names, as far as they exist, in one statement."""
    if not names:
        return {}
    users = User.objects.filter(Q(login__in=names) | Q(public_id__in=names))
    return {user_name(user): user for user in users}


def members(group: Group) -> QuerySet[User]:
    """Return the users in a group, each once however many memberships they have."""
    return User.objects.filter(Exists(Membership.objects.filter(user=OuterRef("pk"), group=group)))


def public_ids(model: type[User] | type[Group], keys: Collection[int]) -> dict[int, str]:
    """Return the public ids of the rows that exist, by key; without keys there is no statement."""
    if not keys:
        return {}
    return dict(model.objects.filter(pk__in=keys).order_by("pk").values_list("pk", "public_id"))
