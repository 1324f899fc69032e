"""The effect of a profile enrollment policy, in sentences, and the confirmation that it needs."""

from collections.abc import Callable, Sequence

from django.utils import timezone

from accounts.profile.group_rules import ruled_attributes
from administration.texts import say
from applications.selectors import labels_enrolling_with
from enrollment.domain.effect import QuestionImpact, effect, later_effect
from enrollment.domain.form import EnrollmentPolicy
from enrollment.domain.form_warnings import form_warnings
from enrollment.models import EnrollmentFormField, ProfileEnrollmentPolicy
from enrollment.selectors import added_questions, later_impact, saved_policy, serves_sign_up
from enrollment.services import described, questions_of_write


class ConfirmationRequired(Exception):
    """More users would be asked something, and the administrator has not said yet that this is meant."""

    def __init__(self, asked: QuestionImpact) -> None:
        super().__init__(asked.people)
        self.asked = asked


def effect_text(
    row: ProfileEnrollmentPolicy, groups: Sequence[str], fields: Sequence[EnrollmentFormField]
) -> str:
    """Return what the policy does, in sentences."""
    policy, apps, strict_apps = described(row, fields), _apps_using(row), _apps_using(row, strict=True)
    messages = effect(policy, groups, serves=serves_sign_up(policy), apps=apps, strict_apps=strict_apps)
    if policy.progressive:
        messages += later_effect(policy, later_impact(policy, timezone.now()))
    return " ".join(say(message) for message in messages)


def warning_texts(row: ProfileEnrollmentPolicy, fields: Sequence[EnrollmentFormField]) -> list[str]:
    """Return what the administrator should think about before saving the form."""
    return [say(message) for message in form_warnings(described(row, fields), ruled_attributes())]


def _apps_using(row: ProfileEnrollmentPolicy, *, strict: bool = False) -> tuple[str, ...]:
    """Return the apps whose users the policy is for; ``strict``: those that require a verified address."""
    policy_id = row.draft_of_id or row.pk
    chosen = labels_enrolling_with(policy_id, strict=strict) if policy_id else ()
    return chosen + (labels_enrolling_with(None, strict=strict) if row.is_default else ())


def require_confirmation(row: ProfileEnrollmentPolicy, fields: Sequence[EnrollmentFormField]) -> None:
    """Raise ConfirmationRequired when a change asks more users than before; that of a draft asks no one."""
    if row.draft_of_id is None:
        _require(described(row, fields), saved_policy(row.pk or 0))


def _require(policy: EnrollmentPolicy, stored: EnrollmentPolicy | None) -> None:
    asked = added_questions(policy, stored, timezone.now())
    if asked is not None:
        raise ConfirmationRequired(asked)


def require_confirmation_of(write: Callable[[], object], row: ProfileEnrollmentPolicy) -> None:
    """Raise ConfirmationRequired when a write of a policy, which is tried and taken back, asks more users.

    Raises ValidationFailed as the write does.
    """
    asked = questions_of_write(write, row, timezone.now())
    if asked is not None:
        raise ConfirmationRequired(asked)
