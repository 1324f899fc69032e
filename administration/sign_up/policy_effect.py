"""What a policy would do, said before it is saved."""

from collections.abc import Sequence

from django.utils import timezone

from administration.texts import say
from enrollment.domain.effect import QuestionImpact, effect, later_effect
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.selectors import later_impact, saved_policy, serves_sign_up
from enrollment.services import described


class ConfirmationRequired(Exception):
    """More users would be asked something, and the administrator has not said yet that this is meant."""

    def __init__(self, asked: QuestionImpact) -> None:
        super().__init__(asked.people)
        self.asked = asked


def effect_text(
    row: ProfileEnrollmentPolicy,
    groups: Sequence[str],
    fields: Sequence[EnrollmentFormField],
    apps: Sequence[str] = (),
    strict_apps: Sequence[str] = (),
) -> str:
    """Return what the policy does, in sentences."""
    policy = described(row, fields)
    messages = effect(policy, groups, serves=serves_sign_up(policy), apps=apps, strict_apps=strict_apps)
    if policy.progressive:
        messages += later_effect(policy, later_impact(policy, timezone.now()))
    return " ".join(say(message) for message in messages)


def require_confirmation(row: ProfileEnrollmentPolicy, fields: Sequence[EnrollmentFormField]) -> None:
    """Raise ConfirmationRequired when a change asks more users than before."""
    now, stored = timezone.now(), saved_policy(row.pk or 0)
    after = later_impact(described(row, fields), now)
    before = later_impact(stored, now) if stored is not None else QuestionImpact(0, 0)
    if after.goes_beyond(before):
        raise ConfirmationRequired(after)
