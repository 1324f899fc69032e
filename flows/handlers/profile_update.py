"""Later questions: checked by the same schema as at sign-up, kept until the attempt ends, or put off."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from accounts.domain.attributes import Value
from accounts.domain.violations import Violation
from accounts.profile.profiles import taken_values
from enrollment.domain.form import PROFILE_PREFIX, check_answers, unseen
from enrollment.domain.form_pages import effective_answers
from enrollment.domain.progressive import is_postponed
from flows.domain.questions import ASKED_MORE, ASKED_TO_JOIN, LEFT_OPEN, questions
from flows.handlers.enroll_profile import TAKEN, ask_more
from flows.step_submission import Applied, Handler, Refused, StepSubmission


@dataclass(frozen=True, slots=True)
class Answered:
    """Answers that may be kept. ``left_open``: an optional question has none."""

    values: Mapping[str, Value]
    left_open: bool


def _check(submission: StepSubmission) -> Answered | Refused:
    """Validate the answers; members outside the form are ignored."""
    items = questions(submission.state)
    user = submission.transaction.user
    values = user.values if user is not None else {}
    held = {**values, **effective_answers(submission.state.policies.enrollment.items, values)}
    checked = check_answers(items, submission.answer.profile, held)
    more = ask_more(checked.violations, unseen(items, checked.values, submission.answer.seen))
    if more is not None or checked.violations:
        return more or Refused(checked.violations)
    taken = taken_values(checked.values)
    if taken:
        return Refused(tuple(Violation(f"{PROFILE_PREFIX}{key}", TAKEN, (label,)) for key, label in taken))
    return Answered(checked.values, is_postponed(items, checked.values))


def _keep(submission: StepSubmission, answered: Answered) -> Applied:
    updates = {**submission.transaction.updates, **answered.values}
    facts = replace(submission.transaction, updates=updates, draft={}).with_skip(ASKED_MORE)
    if submission.state.joins_groups:
        facts = facts.with_skip(ASKED_TO_JOIN)
    return Applied(facts.with_skip(LEFT_OPEN) if answered.left_open else facts)


def _put_off(submission: StepSubmission, work: None) -> Applied:
    return Applied(submission.transaction.with_skip(ASKED_MORE).with_skip(LEFT_OPEN))


PROFILE_UPDATE = Handler(_keep, work=_check)
SKIP: Handler[None] = Handler(_put_off)
