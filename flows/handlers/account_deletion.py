"""Deleting one's own account, and the mail that keeps it after all."""

from accounts.domain.challenges import ChallengePurpose
from accounts.domain.events import SYSTEM
from accounts.events import Entry
from accounts.services.account_deletion import mail_again
from accounts.services.notices import Asker
from flows.domain.pages.settings import WAY_TO_STAY_MAILED
from flows.notifications import SENT
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused_with
from policies.domain.facts import Operation

TOO_LATE = "ssr.leaving.too_late"


def _delete(turn: StepSubmission, work: None) -> Applied:
    return Applied(turn.transaction.with_skip(Operation.DELETE_ACCOUNT))


def _own_address(turn: StepSubmission, work: None) -> str:
    return turn.transaction.account_address


def _mail_again(turn: StepSubmission, work: None) -> Applied | Refused:
    """Send the link to a user who has just proved to own the account."""
    person, client = turn.transaction.person, turn.client
    asker = Asker(client.description, client.ip_address)
    if person is None or not mail_again(person.id, asker, turn.now):
        return refused_with(TOO_LATE)
    entry = Entry(
        SENT,
        user_id=person.public_id,
        actor=SYSTEM,
        transaction_id=turn.transaction.id,
        detail={"purpose": ChallengePurpose.LEAVE_UNDO.value, "variant": "link"},
    )
    return Applied(turn.transaction.with_skip(WAY_TO_STAY_MAILED), (entry,))


DELETE: Handler[None] = Handler(_delete)
MAIL_AGAIN: Handler[None] = Handler(_mail_again, mails=_own_address)
