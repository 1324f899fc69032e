"""The form that continues once every requirement is met."""

from flows.step_submission import Applied, Handler, StepSubmission


def _apply(submission: StepSubmission, work: None) -> Applied:
    return Applied(submission.transaction)


COMPLETE: Handler[None] = Handler(_apply)
