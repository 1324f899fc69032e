"""Writing apps, and what policies must not do to them."""

from collections.abc import Callable
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address

from django.db import transaction

from accounts.configuration import raise_version
from accounts.domain.violations import Violation
from accounts.events import record
from accounts.models import User
from accounts.services.refusals import Refusal, insist
from applications.domain import ADMINISTRATION
from applications.models import Application
from applications.selectors import administration_policy_id, labels_using
from policies.domain.effect import Change, Effect
from policies.domain.rules import Kind
from policies.models import Policy
from policies.selectors import load_policies
from policies.services import policies
from policies.services.writing import (
    Author,
    effect_of_change,
    insist_on_owners,
    owners_can_sign_in,
    preview,
    target_of,
)


def author(person: User | None, now: datetime, ip_address: IPv4Address | IPv6Address | None = None) -> Author:
    """Return who writes policies, with the policy that they need to come back."""
    return Author(person, now, administration_policy_id(), ip_address)


def check_application(row: Application) -> tuple[Violation, ...]:
    """Refuse a policy of another kind."""
    policy = row.authentication_policy
    if policy is not None and policy.kind != Kind.AUTHENTICATION:
        return (Violation("authentication_policy", "ssr.policy.outcome_of_other_kind"),)
    return ()


def save_application(row: Application, author: Author) -> Application:
    """Write an app. Raises Refusal when no administrator could sign in to the administration then."""
    insist(check_application(row))
    with transaction.atomic():
        raise_version()
        row.save()
        if row.key == ADMINISTRATION:
            today, policy_id = load_policies(), row.authentication_policy_id
            insist_on_owners(
                before=owners_can_sign_in(today, author.administration, author),
                after=owners_can_sign_in(today, policy_id, author),
            )
        record([author.entry("application.update", target_of(row))], now=author.now)
    return row


def delete_policy(row: Policy, author: Author) -> None:
    """Delete a policy. Raises Refusal while an app uses it."""
    used = labels_using(row.pk)
    if used:
        raise Refusal([Violation("", "ssr.policy.used_by_apps", (", ".join(used),))])
    policies.delete_policy(row, author)


def set_policy_active(row: Policy, author: Author, *, active: bool) -> None:
    """Switch a policy on or off. Raises Refusal for switching off what an app uses: it would want less."""
    used = labels_using(row.pk)
    if used and not active:
        raise Refusal([Violation("", "ssr.policy.used_by_apps", (", ".join(used),))])
    policies.set_policy_active(row, author, active=active)


def effect_of(write: Callable[[], object], now: datetime) -> Effect:
    """Count the people whom an unsaved write of policies or apps would shut out of some app.

    Raises Refusal as the write does.
    """
    chosen, before, today = dict[str, int | None](), _chosen(), load_policies()

    def write_and_look() -> None:
        write()
        chosen.update(_chosen())

    after = preview(write_and_look)
    pairs = dict.fromkeys((policy_id, chosen.get(key)) for key, policy_id in before.items())
    ids, ids_after = zip(*pairs, strict=True)
    return effect_of_change(Change(today, after, ids, ids_after), now)


def _chosen() -> dict[str, int | None]:
    """Return the authentication policy of every app, as the rows are right now."""
    return dict(Application.objects.values_list("key", "authentication_policy_id"))
