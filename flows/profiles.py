"""What somebody said about themselves on the way in, written when they are in."""

from accounts.domain.values import values_of
from accounts.events import Entry
from accounts.models import Membership, MembershipSource, User
from accounts.services.people import join, remaining_groups
from accounts.services.postponements import postpone
from accounts.services.profiles import update_own_profile
from accounts.services.refusals import Refusal
from enrollment.domain.form import domain_allowed
from enrollment.domain.progressive import completes, put_off_key
from flows.becoming import values_today
from flows.domain.questions import LEFT_OPEN
from flows.endings import Ending, ValueTaken


def keep_answers(ending: Ending, row: User) -> list[Entry]:
    """Write the answers and count what was left open. Raises ValueTaken when a value has a holder by now."""
    facts = ending.facts
    if LEFT_OPEN in facts.skips:
        postpone(row.pk, put_off_key(ending.policies.enrollment), ending.now)
    values = values_today(ending, facts.updates)
    if not values:
        return []
    try:
        update_own_profile(row.pk, values, now=ending.now)
    except Refusal as refusal:
        raise ValueTaken from refusal
    row.refresh_from_db(fields=("profile", "first_name", "last_name"))
    return _join(ending, row)


def _join(ending: Ending, row: User) -> list[Entry]:
    """Add to the policy's groups whoever has answered all that it requires, where it says so (PP-4)."""
    policy = ending.policies.enrollment
    allowed = domain_allowed(policy, (row.login or "").rpartition("@")[2])
    if not policy.join_later or not allowed or not completes(policy, values_of(row.profile_values())):
        return []
    wanted = remaining_groups(policy.group_ids)
    memberships = Membership.objects.filter(person=row, group_id__in=wanted)
    held = set(memberships.values_list("group_id", flat=True))
    new = [group_id for group_id in wanted if group_id not in held]
    join(row, new, MembershipSource.ENROLLMENT_POLICY, ending.now)
    return [
        Entry("group.user_membership.add", person_id=row.pk, transaction_id=ending.facts.id, target=str(one))
        for one in new
    ]
