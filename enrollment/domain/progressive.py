"""Progressive enrollment: the questions at this sign-in.

A question comes at most once a sign-in and only without an answer, an optional one only until it was
skipped too often: questions always come to an end.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from accounts.domain.attributes import Permission, Value
from enrollment.domain.form import EMAIL_KEY, EnrollmentPolicy, FormItem
from enrollment.domain.form_pages import effective_answers

NEVER_ASKED: Final = frozenset({EMAIL_KEY, "login"})
"""Every user has them; they change by a proof of the new address."""

_BLANK: Final[tuple[Value, ...]] = (None, "", ())


@dataclass(frozen=True, slots=True)
class PostponementState:
    """How often, and when last, a user skipped a policy's optional questions."""

    times: int = 0
    last_at: datetime | None = None


NOT_YET: Final = PostponementState()


def postponement_key(policy: EnrollmentPolicy) -> str:
    """Return the name under which it is counted how often a policy's questions were put off."""
    return f"profile:{policy.id}"


def due(
    policy: EnrollmentPolicy, values: Mapping[str, Value], put_off: PostponementState, now: datetime
) -> tuple[FormItem, ...]:
    """Return the questions to ask now: missing required ones first, then optional ones that may be asked."""
    if not policy.progressive:
        return ()
    missing = _missing(policy, questions(policy), values)
    optional = [item for item in missing if not item.required] if can_ask(policy, put_off, now) else []
    required = [item for item in missing if item.required]
    return (*required, *optional)[: policy.most_questions]


def questions(policy: EnrollmentPolicy) -> tuple[FormItem, ...]:
    """Return everything that the policy asks later. What users may not write is never asked of them."""
    return tuple(item for item in policy.items if item.at_sign_in and _is_askable(item))


def missing_to_join(policy: EnrollmentPolicy, values: Mapping[str, Value]) -> tuple[FormItem, ...]:
    """Return what a user who has an account must still answer to join the policy's groups.

    It is what the policy requires of users who sign up, and what it asks later and requires.
    """
    required = [item for item in policy.items if item.required and _is_askable(item)]
    return tuple(_missing(policy, required, values))


def _is_askable(item: FormItem) -> bool:
    return item.key not in NEVER_ASKED and item.attribute.permission is Permission.READ_WRITE


def _missing(
    policy: EnrollmentPolicy, items: Iterable[FormItem], values: Mapping[str, Value]
) -> list[FormItem]:
    """Return those of the fields that the form asks of a profile and that it lacks."""
    answers = effective_answers(policy.items, values)
    return [item for item in items if item.is_shown(answers) and is_missing(item, values.get(item.key))]


def is_missing(item: FormItem, value: Value) -> bool:
    """Whether there is no answer: for a required box that is anything but a tick, as at sign-up."""
    # No "in": False equals 0, and both are answers to an optional question.
    blank = any(value is blank_value or value == blank_value for blank_value in _BLANK)
    return blank or (item.required and value is False)


def can_ask(policy: EnrollmentPolicy, put_off: PostponementState, now: datetime) -> bool:
    """Return whether optional questions may follow so many skips."""
    if policy.skip_until is not None and now.astimezone(UTC).date() > policy.skip_until:
        return False
    if policy.skip_limit and put_off.times >= policy.skip_limit:
        return False
    return put_off.last_at is None or now - put_off.last_at >= policy.cool_down


def can_skip(items: Collection[FormItem]) -> bool:
    """Whether the questions may wait: not while a required one is among them."""
    return not any(item.required for item in items)


def is_postponed(items: Collection[FormItem], answers: Mapping[str, Value]) -> bool:
    """Whether an optional question was left open: that counts like skipping, else it would come every day."""
    return any(not item.required and is_missing(item, answers.get(item.key)) for item in items)


def completes(policy: EnrollmentPolicy, values: Mapping[str, Value]) -> bool:
    """Whether these values answer everything that the policy requires."""
    return not any(item.required for item in _missing(policy, questions(policy), values))
