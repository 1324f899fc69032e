"""What an app may learn: yes, or no and back."""

from dataclasses import replace

from accounts.events import FAILURE, Entry
from flows.domain.duties import CONSENTED
from flows.domain.pages.consent import CONSENT_PATH
from flows.turn import Applied, Handler, Turn

DECLINED = "ssr.consent.declined"


def _answer(turn: Turn, work: None) -> Applied:
    if turn.answer.text(CONSENT_PATH) == "true":
        return Applied(turn.transaction.with_skip(CONSENTED))
    transaction = turn.transaction
    said_no = Entry(
        "user.consent.decline",
        outcome=FAILURE,
        person_id=transaction.person.id if transaction.person is not None else None,
        transaction_id=transaction.id,
        target=f"application:{transaction.application}",
    )
    return Applied(replace(transaction, ended=DECLINED), (said_no,))


CONSENT: Handler[None] = Handler(_answer)
