"""What an app may learn: yes, or no and back."""

from dataclasses import replace

from accounts.domain.events import Actor, ActorType, Target, TargetType
from accounts.events.log import FAILURE, Entry
from flows.domain.pages.consent import CONSENT_PATH
from flows.domain.required_actions import CONSENTED
from flows.step_submission import Applied, Handler, StepSubmission

DECLINED = "ssr.consent.declined"


def _answer(submission: StepSubmission, work: None) -> Applied:
    if submission.answer.text(CONSENT_PATH) == "true":
        return Applied(submission.transaction.with_skip(CONSENTED))
    transaction = submission.transaction
    user_id = transaction.user.public_id if transaction.user is not None else ""
    said_no = Entry(
        "user.consent.decline",
        outcome=FAILURE,
        user_id=user_id,
        actor=Actor(ActorType.USER, user_id),
        transaction_id=transaction.id,
        targets=(Target(TargetType.APPLICATION, transaction.application),),
    )
    return Applied(replace(transaction, ended=DECLINED), (said_no,))


CONSENT: Handler[None] = Handler(_answer)
