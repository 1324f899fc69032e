"""What administrators change while users are on their way."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.configuration_cache import raise_version
from accounts.domain.identifiers import parse_email
from accounts.domain.lifecycle import Action, Status
from accounts.lifecycle import administrator_actions
from accounts.lifecycle.invitations import ActivationMethod, AddedUser, add_user
from accounts.models import Group, Origin, ProfileAttribute, User
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from policies.domain.decide import decide
from policies.domain.facts import Facts
from policies.models import AccountProtection, PasswordOutcome, SessionOutcome
from policies.selectors import current_policies
from tests.actors import a_user

OWNER = "root@example.net"


def owner() -> User:
    """Return the administrator who does what a journey says that an administrator does."""
    found = User.objects.filter(login=OWNER).first() or a_user(OWNER)
    User.objects.filter(pk=found.pk).update(is_staff=True, is_superuser=True)
    found.refresh_from_db()
    return found


def policy() -> ProfileEnrollmentPolicy:
    """Return the profile enrollment policy for all users."""
    return ProfileEnrollmentPolicy.objects.get(is_default=True)


def ask(key: str, type: str, *, required: bool = False, **definition: Any) -> ProfileAttribute:
    """Put an attribute of this type on the sign-up form, behind what is there."""
    given = {"title": key.title(), **definition}
    attribute = ProfileAttribute.objects.create(key=key, type=type, **given)
    _put_on_form(attribute, required=required)
    return attribute


def ask_base(*keys: str) -> None:
    """Put base attributes on the sign-up form."""
    for attribute in ProfileAttribute.objects.filter(key__in=keys):
        _put_on_form(attribute)


def _put_on_form(attribute: ProfileAttribute, *, required: bool = False) -> None:
    place = 100 + EnrollmentFormField.objects.count()
    EnrollmentFormField.objects.create(
        policy=policy(), attribute=attribute, required=required, position=place
    )
    raise_version()


def ask_later(key: str, type: str, *, at_sign_up: bool = False, **definition: Any) -> ProfileAttribute:
    """Put an attribute on the form for later questions, and not on the sign-up page."""
    attribute = ask(key, type, **definition)
    EnrollmentFormField.objects.filter(attribute=attribute).update(at_sign_up=at_sign_up)
    raise_version()
    return attribute


def questions(**columns: Any) -> None:
    """Let the policy ask for missing values at sign-in."""
    ProfileEnrollmentPolicy.objects.filter(is_default=True).update(**{"progressive": True, **columns})
    raise_version()


def no_longer_ask(key: str) -> None:
    """Take a field off the form."""
    EnrollmentFormField.objects.filter(attribute__key=key).delete()
    raise_version()


def new_users_join(*names: str) -> None:
    """Let new users join exactly these groups."""
    groups = [
        Group.objects.get_or_create(name=name, defaults={"created_at": timezone.now()})[0] for name in names
    ]
    policy().groups.set(groups)
    raise_version()


def codes_work_for(minutes: int) -> None:
    """Choose how long mailed codes and links work."""
    AccountProtection.objects.update(challenge_minutes=minutes)
    raise_version()


def passwords_need(length: int) -> None:
    """Choose how long a new password must be."""
    PasswordOutcome.objects.update(min_length=length)
    raise_version()


def sessions_last(*, idle: int, absolute: int) -> None:
    """Choose after how many minutes a session ends, unused and at the latest."""
    SessionOutcome.objects.update(idle_minutes=idle, absolute_minutes=absolute)
    raise_version()


def add(address: str, start: ActivationMethod = ActivationMethod.ACTIVATION_MAIL, password: str = "") -> User:
    """Add a user by hand."""
    values: Mapping[str, Any] = {"firstName": "Ada", "lastName": "Okafor"}
    added = AddedUser(parse_email(address), values, start=start, password=password)
    rules = decide(current_policies(), Facts(at=timezone.now())).password.rules
    return add_user(added, rules, actor=owner(), now=timezone.now())


def suspend(user: User) -> None:
    """Suspend a user."""
    administrator_actions.perform(Action.SUSPEND, user.pk, actor=owner(), now=timezone.now())


def unsuspend(user: User) -> None:
    """Unsuspend a user."""
    administrator_actions.perform(Action.UNSUSPEND, user.pk, actor=owner(), now=timezone.now())


def a_claim(address: str, password: str = "") -> User:
    """Make a user who signed up without the required proof of the address, and never proved it."""
    return a_user(address, password, origin=Origin.SELF_SERVICE, email_verified=False, status=Status.ACTIVE)
