"""The effect of policy changes on apps: lost access, and policies still in use."""

from collections.abc import Callable
from datetime import datetime

from accounts.domain.group_rules import Fact
from accounts.domain.violations import Violation, raise_if
from accounts.models import User
from accounts.profile.group_rules import check_unnamed
from applications.models import Application
from applications.selectors import labels_enrolling_with, labels_using
from enrollment.models import ProfileEnrollmentPolicy
from enrollment.services import delete_policy as delete_profile_enrollment_policy
from policies.domain.impact import Change, Effect
from policies.models import Policy
from policies.selectors import load_policies
from policies.services import policies
from policies.services.policy_changes import Author, effect_of_change, preview


def delete_policy(row: Policy, author: Author) -> None:
    """Delete a policy. Raises ValidationFailed while an app uses it."""
    raise_if(_used(labels_using(row.pk)))
    policies.delete_policy(row, author)


def set_policy_active(row: Policy, author: Author, *, active: bool) -> None:
    """Switch a policy on or off.

    Raises ValidationFailed for switching off what an app uses: it would want less.
    """
    if not active:
        raise_if(_used(labels_using(row.pk)))
    policies.set_policy_active(row, author, active=active)


def delete_enrollment_policy(row: ProfileEnrollmentPolicy, *, actor: User | None, now: datetime) -> None:
    """Delete a profile enrollment policy. Raises ValidationFailed while an app or a group rule uses it."""
    raise_if(check_unused(row))
    delete_profile_enrollment_policy(row, actor=actor, now=now)


def check_unused(row: ProfileEnrollmentPolicy) -> tuple[Violation, ...]:
    """Return why a profile enrollment policy must stay: the apps and group rules that use it."""
    return _used(labels_enrolling_with(row.pk)) + check_unnamed(Fact.POLICY, row.public_id)


def _used(labels: tuple[str, ...]) -> tuple[Violation, ...]:
    return (Violation("", "ssr.policy.used_by_apps", (", ".join(labels),)),) if labels else ()


def effect_of(write: Callable[[], object], now: datetime) -> Effect:
    """Count the users who would lose access to an app by an unsaved write of policies or apps.

    A new or deleted app revokes no access by a policy. Raises ValidationFailed as the write does.
    """
    chosen, before, today = dict[str, int | None](), _chosen(), load_policies()

    def write_and_look() -> None:
        write()
        chosen.update(_chosen())

    after = preview(write_and_look)
    pairs = dict.fromkeys((policy_id, chosen[key]) for key, policy_id in before.items() if key in chosen)
    ids, ids_after = zip(*pairs, strict=True)
    return effect_of_change(Change(today, after, ids, ids_after), now)


def _chosen() -> dict[str, int | None]:
    """Return the authentication policy of every app, as the rows are right now."""
    return dict(Application.objects.values_list("key", "authentication_policy_id"))
