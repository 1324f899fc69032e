"""Policies, rules and users as rows."""

from typing import Any

from django.utils import timezone

from accounts.domain.authenticators import Authenticator
from accounts.models import Enrollment, Group, Membership, MembershipSource, User
from policies.domain.rules import Kind
from policies.models import OUTCOMES, Policy, Rule
from policies.services.policies import PolicyDraft, save_policy
from policies.services.policy_changes import Author
from policies.services.rules import RuleDraft, save_rule
from tests.actors import a_user


def author(**changes: Any) -> Author:
    """Return the author of a change: the server itself, now."""
    return Author(**{"user": None, "now": timezone.now(), **changes})


def group(name: str, *people: User) -> Group:
    """Make a group of these users."""
    made = Group.objects.create(name=name, created_at=timezone.now())
    for user in people:
        joining = {"source": MembershipSource.ADMINISTRATOR, "granted_at": timezone.now()}
        Membership.objects.create(user=user, group=made, **joining)
    return made


def has(user: User, authenticator: Authenticator, **data: Any) -> None:
    """Give the user an authenticator, as far as policies look at it."""
    now = timezone.now()
    Enrollment.objects.create(user=user, authenticator=authenticator, data=data, created_at=now)
    User.objects.filter(pk=user.pk).update(has_authenticators=True)


def owner(address: str = "root@example.com", password: str = "violet harbour under nine lamps") -> User:
    """Make an administrator with every right."""
    made = a_user(address, password)
    User.objects.filter(pk=made.pk).update(is_staff=True, is_superuser=True)
    return made


def default_rule(kind: Kind) -> Rule:
    """Return the catch-all rule of the default policy."""
    return Rule.objects.get(policy__kind=kind, policy__is_default=True, is_default=True)


def add_policy(kind: Kind, name: str = "Policy", *groups: Group) -> Policy:
    """Make a policy."""
    return save_policy(PolicyDraft(Policy(kind=kind, name=name), groups), author())


def draft(policy: Policy, columns: dict[str, Any] | None = None, **outcome: Any) -> RuleDraft:
    """Return a new rule; lists among the columns are lists."""
    given = columns or {}
    lists = {name: value for name, value in given.items() if isinstance(value, list)}
    plain = {name: value for name, value in given.items() if name not in lists}
    row = Rule(policy=policy, **{"name": "Rule", **plain})
    return RuleDraft(row, OUTCOMES[Kind(policy.kind)](**outcome), lists)


def add_rule(policy: Policy, columns: dict[str, Any] | None = None, **outcome: Any) -> Rule:
    """Make a rule."""
    return save_rule(draft(policy, columns, **outcome), author())
