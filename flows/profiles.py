"""Answers given during sign-in, written at completion."""

from accounts.domain.values import values_of
from accounts.domain.violations import ValidationFailed
from accounts.events.log import Entry
from accounts.models import Group, Membership, User
from accounts.profile.postponements import postpone
from accounts.profile.profiles import update_own_profile
from accounts.users.groups import join, joining_events
from accounts.users.lookup import public_ids
from enrollment.domain.form import domain_allowed
from enrollment.domain.progressive import completes, missing_to_join, postponement_key
from flows.completion_result import Completion, ValueTaken
from flows.domain.questions import ASKED_TO_JOIN, LEFT_OPEN
from flows.registration import values_today


def save_answers(completion: Completion, row: User) -> list[Entry]:
    """Write the answers and count the skipped ones. Raises ValueTaken when a unique value is taken."""
    facts = completion.facts
    if LEFT_OPEN in facts.skips:
        postpone(row.pk, postponement_key(completion.state.policies.enrollment), completion.now)
    values = values_today(completion, facts.updates)
    if values:
        try:
            update_own_profile(row.pk, values, now=completion.now)
        except ValidationFailed as refusal:
            raise ValueTaken from refusal
        row.refresh_from_db(fields=("profile", "first_name", "last_name"))
    return _join(completion, row) if _joins(completion, row, answered=bool(values)) else []


def _joins(completion: Completion, row: User, *, answered: bool) -> bool:
    """Return whether the user joins the policy's groups: by the page that asks, or by answers (PP-4)."""
    policy, values = completion.state.policies.enrollment, values_of(row.profile_values())
    if completion.state.joins_groups:
        return ASKED_TO_JOIN in completion.facts.skips and not missing_to_join(policy, values)
    allowed = policy.join_later and domain_allowed(policy, (row.login or "").rpartition("@")[2])
    return answered and allowed and completes(policy, values)


def _join(completion: Completion, row: User) -> list[Entry]:
    policy = completion.state.policies.enrollment
    wanted = public_ids(Group, policy.group_ids)
    memberships = Membership.objects.filter(user=row, group_id__in=wanted)
    held = set(memberships.values_list("group_id", flat=True))
    new = [group for group_id, group in wanted.items() if group_id not in held]
    join(row, wanted, policy.public_id, completion.now)
    return joining_events(row, new, completion.facts.id)
