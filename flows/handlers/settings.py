"""Changing one's own account: going on from a session, a new address, removing, staying signed in."""

from dataclasses import dataclass, replace
from functools import partial

from accounts.credentials import throttle
from accounts.credentials.challenges import close
from accounts.domain.identifiers import EmailAddress, InvalidEmail, parse_email
from flows.account_lookup import holder_of
from flows.domain.account_changes import NEW_DOMAIN_DENIED, refused_domain
from flows.domain.account_changes import STEP_UP as STEP_UP_SKIP
from flows.domain.pages.settings import KEEP_PATH, NEW_EMAIL_PATH
from flows.domain.required_actions import ASKED_TO_STAY, STAYS
from flows.domain.transaction import MAX_MAILS
from flows.step_submission import Applied, Handler, Refused, StepSubmission, refused, refused_with
from policies.domain.facts import Operation

SAME_ADDRESS = "ssr.email.same"


@dataclass(frozen=True, slots=True)
class NewAddress:
    """The address to change to. A conflict is recorded and revealed to the address's holder only."""

    address: EmailAddress
    taken: bool


def _step_up(submission: StepSubmission, work: None) -> Applied:
    return Applied(submission.transaction.with_skip(STEP_UP_SKIP))


def _read_address(submission: StepSubmission) -> NewAddress | Refused:
    if submission.transaction.mails_sent >= MAX_MAILS:
        return refused_with("ssr.mail.too_many_here")
    try:
        address = parse_email(submission.answer.text(NEW_EMAIL_PATH))
    except InvalidEmail as invalid:
        return refused(NEW_EMAIL_PATH, invalid.code, *invalid.params)
    user = submission.transaction.user
    if user is not None and address.normal == user.address and address.display == user.display:
        return refused(NEW_EMAIL_PATH, SAME_ADDRESS)
    proposed = replace(submission.transaction, new_address=address.normal)
    domain = refused_domain(submission.state.with_transaction(proposed))
    if domain:
        return refused(NEW_EMAIL_PATH, NEW_DOMAIN_DENIED, domain)
    holder = holder_of(address.normal)
    taken = holder is not None and not holder.is_claim and (user is None or holder.id != user.id)
    return NewAddress(address, taken)


def _change(submission: StepSubmission, new: NewAddress) -> Applied:
    challenge = submission.transaction.challenge
    after = replace(
        submission.transaction,
        new_address=new.address.normal,
        new_address_display=new.address.display,
        decoy=new.taken,
        challenge=None,
    )
    return Applied(
        after, writes=(partial(close, challenge.id, submission.now),) if challenge is not None else ()
    )


def _remove(submission: StepSubmission, work: None) -> Applied:
    return Applied(submission.transaction.with_skip(Operation.REMOVE))


def _answer_staying(submission: StepSubmission, work: None) -> Applied:
    transaction = submission.transaction.with_skip(ASKED_TO_STAY)
    return Applied(
        transaction.with_skip(STAYS) if submission.answer.text(KEEP_PATH) == "true" else transaction
    )


STEP_UP: Handler[None] = Handler(_step_up, throttle=throttle.Kind.IDENTIFY)
CHANGE_EMAIL = Handler(_change, work=_read_address, throttle=throttle.Kind.MAIL)
REMOVE: Handler[None] = Handler(_remove)
KEEP_ME_SIGNED_IN: Handler[None] = Handler(_answer_staying)
