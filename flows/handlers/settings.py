"""Changing one's own account: going on from a session, a new address, removing, staying signed in."""

from dataclasses import dataclass, replace

from accounts.domain.identifiers import EmailAddress, InvalidEmail, parse_email
from accounts.services.challenges import close
from flows.account_lookup import holder_of
from flows.domain.account_changes import NEW_DOMAIN_DENIED, refused_domain
from flows.domain.account_changes import STEP_UP as STEP_UP_SKIP
from flows.domain.pages.settings import KEEP_PATH, NEW_EMAIL_PATH
from flows.domain.required_actions import ASKED_TO_STAY, STAYS
from flows.domain.transaction import MAX_MAILS, Transaction
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused, refused_with
from policies.domain.facts import Operation

SAME_ADDRESS = "ssr.email.same"


@dataclass(frozen=True, slots=True)
class NewAddress:
    """The address to change to. A conflict is recorded and revealed to the address's holder only."""

    address: EmailAddress
    taken: bool


def _going_on(turn: StepSubmission, work: None) -> Transaction:
    return turn.transaction.with_skip(STEP_UP_SKIP)


def _go_on(turn: StepSubmission, work: None) -> Applied:
    return Applied(_going_on(turn, work))


def _read_address(turn: StepSubmission) -> NewAddress | Refused:
    if turn.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    try:
        address = parse_email(turn.answer.text(NEW_EMAIL_PATH))
    except InvalidEmail as invalid:
        return refused(NEW_EMAIL_PATH, invalid.code, *invalid.params)
    person = turn.transaction.person
    if person is not None and address.normal == person.address and address.display == person.display:
        return refused(NEW_EMAIL_PATH, SAME_ADDRESS)
    proposed = replace(turn.transaction, new_address=address.normal)
    domain = refused_domain(proposed, turn.policies)
    if domain:
        return refused(NEW_EMAIL_PATH, NEW_DOMAIN_DENIED, domain)
    holder = holder_of(address.normal)
    taken = holder is not None and not holder.is_claim and (person is None or holder.id != person.id)
    return NewAddress(address, taken)


def _changed(turn: StepSubmission, new: NewAddress) -> Transaction:
    return replace(
        turn.transaction,
        new_address=new.address.normal,
        new_address_display=new.address.display,
        decoy=new.taken,
    )


def _change(turn: StepSubmission, new: NewAddress) -> Applied:
    if turn.transaction.challenge is not None:
        close(turn.transaction.challenge.id, turn.now)
    return Applied(replace(_changed(turn, new), challenge=None))


def _remove(turn: StepSubmission, work: None) -> Applied:
    return Applied(turn.transaction.with_skip(Operation.REMOVE))


def _answer_staying(turn: StepSubmission, work: None) -> Applied:
    asked = turn.transaction.with_skip(ASKED_TO_STAY)
    return Applied(asked.with_skip(STAYS) if turn.answer.text(KEEP_PATH) == "true" else asked)


STEP_UP: Handler[None] = Handler(_go_on, foresee=_going_on)
CHANGE_EMAIL = Handler(_change, work=_read_address, foresee=_changed)
REMOVE: Handler[None] = Handler(_remove)
KEEP_ME_SIGNED_IN: Handler[None] = Handler(_answer_staying)
