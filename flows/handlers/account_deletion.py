"""Deletion of one's own account, and the email with the link that cancels it."""

from accounts.credentials import throttle
from accounts.domain.challenges import ChallengePurpose
from accounts.domain.events import SYSTEM
from accounts.events.log import Entry
from accounts.lifecycle.account_deletion import resend_cancel_link
from accounts.lifecycle.notices import RequestClient
from flows.domain.pages.settings import WAY_TO_STAY_MAILED
from flows.notifications import SENT
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with
from policies.domain.facts import Operation

TOO_LATE = "ssr.leaving.too_late"


def _delete(submission: StepSubmission, work: None) -> Applied:
    return Applied(submission.transaction.with_skip(Operation.DELETE_ACCOUNT))


def _mail_again(submission: StepSubmission, work: None) -> Applied | Refused:
    """Send the link to a user who has just proved to own the account."""
    user, client, transaction = submission.transaction.user, submission.client, submission.transaction
    if user is None:
        return refused_with(TOO_LATE)
    user_id, request_client = user.id, RequestClient(client.description, client.ip_address)

    def send() -> Refused | None:
        return None if resend_cancel_link(user_id, request_client, submission.now) else refused_with(TOO_LATE)

    entry = Entry(
        SENT,
        user_id=user.public_id,
        actor=SYSTEM,
        transaction_id=transaction.id,
        detail={"purpose": ChallengePurpose.LEAVE_UNDO.value, "variant": "link"},
    )
    after = transaction.with_skip(WAY_TO_STAY_MAILED)
    return Applied(after, (entry,), (send,), mails_to=transaction.account_address)


DELETE: Handler[None] = Handler(_delete)
MAIL_AGAIN: Handler[None] = Handler(_mail_again, throttle=throttle.Kind.MAIL)
