"""An installation of some size: 5,000 users, half with an authenticator app, and three owners."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Status
from accounts.models import Enrollment, Origin, User
from tests.actors import a_user

MEMBERS, WITH_APP, OWNERS = 5_000, 2_500, 3
DOMAIN = "members.example"


def owner_addresses() -> list[str]:
    """Return the addresses of the three owners."""
    return [f"owner{number}@{DOMAIN}" for number in range(OWNERS)]


def create_members() -> None:
    """Insert the users, the owners and their authenticator apps."""
    password = make_password("violet harbour under nine lamps")
    addresses = [f"user{number}@{DOMAIN}" for number in range(MEMBERS)]
    users = [_user(address, password) for address in addresses]
    users += [_user(address, password, is_staff=True, is_superuser=True) for address in owner_addresses()]
    User.objects.bulk_create(users, batch_size=1_000)
    with_app = {*addresses[:WITH_APP], *owner_addresses()}
    _enroll(User.objects.filter(login__in=with_app))


def named(address: str, first: str = "", last: str = "", **changes: Any) -> User:
    """Make a user with these names."""
    user = a_user(address, **changes)
    user.first_name, user.last_name = first, last
    user.save(update_fields=["first_name", "last_name"])
    return user


def delete_members() -> None:
    """Remove what `create_members` inserted."""
    Enrollment.objects.filter(user__login__endswith=f"@{DOMAIN}")._raw_delete("default")
    User.objects.filter(login__endswith=f"@{DOMAIN}")._raw_delete("default")


def _user(address: str, password: str, **rights: bool) -> User:
    number = int("".join(letter for letter in address if letter.isdecimal()))
    return User(
        login=parse_email(address).normal,
        email=address,
        email_verified=True,
        first_name="Uma",
        last_name="Member",
        status=Status.ACTIVE,
        origin=Origin.ADMINISTRATOR,
        password=password,
        has_authenticators=number < WITH_APP,
        created_at=timezone.now(),
        **rights,
    )


def _enroll(users: Iterable[User]) -> None:
    now = timezone.now()
    enrollments = [Enrollment(user=user, authenticator=Authenticator.TOTP, created_at=now) for user in users]
    Enrollment.objects.bulk_create(enrollments, batch_size=1_000)
